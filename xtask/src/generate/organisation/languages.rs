//! The headings and words of offices that keep their files in French or Spanish.

/// English, French, Spanish.
type Words = [&'static str; 3];

/// What a word is called in a language, by its English form; the word itself where it is the same.
pub(crate) fn called(words: &[Words], english: &'static str, language: &str) -> &'static str {
    let found = words.iter().find(|one| one[0] == english);
    match (found, language) {
        (Some([_, french, _]), "fr") => french,
        (Some([_, _, spanish]), "es") => spanish,
        _ => english,
    }
}

/// Headings in a language.
pub(crate) fn headings(
    words: &[Words],
    english: &'static [&'static str],
    language: &str,
) -> Vec<&'static str> {
    let columns = english.iter();
    columns.map(|name| called(words, name, language)).collect()
}

/// Of the files of leave: headings, and the words for what became of it.
pub(crate) const LEAVE: &[Words] = &[
    ["Ref", "Réf", "Ref"],
    ["Staff No", "Matricule", "N.º de empleado"],
    ["Name", "Nom", "Nombre"],
    ["Kind", "Type", "Tipo"],
    ["From", "Du", "Desde"],
    ["To", "Au", "Hasta"],
    ["Days", "Jours", "Días"],
    ["Status", "Statut", "Estado"],
    ["Remark", "Remarque", "Observación"],
    ["APPROVED", "APPROUVÉ", "APROBADO"],
    ["PENDING", "EN ATTENTE", "PENDIENTE"],
    ["CANCELLED", "ANNULÉ", "ANULADO"],
];

/// Of the workbooks of families.
pub(crate) const FAMILY: &[Words] = &[
    ["Staff No", "Matricule", "N.º de empleado"],
    ["No", "N°", "N.º"],
    ["Relation", "Lien", "Parentesco"],
    ["Surname", "Nom", "Apellido"],
    ["Given name", "Prénom", "Nombre"],
    ["Born", "Né(e) le", "Fecha de nacimiento"],
    ["Country", "Pays", "País"],
    ["Emergency", "Urgence", "Emergencia"],
    ["Spouse", "Conjoint", "Cónyuge"],
    ["Child", "Enfant", "Hijo"],
    ["yes", "Oui", "Sí"],
    ["no", "Non", "No"],
];

/// Of the exports of vouchers.
pub(crate) const COSTS: &[Words] = &[
    ["Voucher", "Pièce", "Comprobante"],
    ["Type", "Nature", "Tipo"],
    ["Office", "Bureau", "Oficina"],
    ["Date", "Date", "Fecha"],
    ["Project", "Projet", "Proyecto"],
    ["Task", "Tâche", "Tarea"],
    ["Account", "Compte", "Cuenta"],
    ["Staff No", "Matricule", "N.º de empleado"],
    ["Currency", "Devise", "Moneda"],
    ["Amount", "Montant", "Importe"],
    ["Text", "Libellé", "Texto"],
    ["COST", "CHARGE", "GASTO"],
    ["COMMITMENT", "ENGAGEMENT", "COMPROMISO"],
];
