sheet = Constats
title = Constats de Landbridge dans { $file }
about = { $errors ->
    [0] Aucun constat ne bloque un enregistrement.
    [one] Un constat bloque un enregistrement.
   *[other] { $errors } constats bloquent des enregistrements.
} { $warnings ->
    [0] { "" }
    [one] Un autre mérite un regard.
   *[other] { $warnings } autres méritent un regard.
}
how = Corrigez les cellules colorées dans ce fichier, enregistrez-le et renvoyez-le sous son ancien nom. Cette feuille peut rester : elle n'est pas lue.
how-list = Corrigez les endroits dans le fichier lui-même, enregistrez-le et renvoyez-le sous son ancien nom.
left-out = { $count } autres constats ne figurent pas dans cette liste ; ils viendront avec le prochain contrôle.
cell = Cellule
place = Endroit
weight = Gravité
field = Champ
finding = Constat
found = Trouvé
expected = Attendu
remedy = Que faire
key = Enregistrement
code = Code
error = erreur
warning = avertissement
note = { $field } : { $title }
    Trouvé : { $found }
    Attendu : { $expected }
    { $remedy }

SRC-UNREADABLE = le fichier ne peut pas être lu
    .remedy = Réparez ou remplacez le fichier ; voyez ce qui a été trouvé et attendu.
SRC-RECORD = l'enregistrement ne peut pas être lu
    .remedy = Corrigez la ligne dans le fichier d'origine.
SRC-DIGITS-LOST = le nombre a plus de chiffres qu'un tableur n'en garde
    .remedy = Enregistrez le nombre comme texte dans le fichier d'origine.
SRC-ERROR-CELL = la cellule contient une erreur
    .remedy = Réparez la formule, ou tapez la valeur.
SRC-MERGED = la cellule est recouverte par une plage fusionnée
    .remedy = Défusionnez les cellules et remplissez chacune d'elles.
SRC-REPEATED-HEADER = l'en-tête revient parmi les enregistrements
    .remedy = Rien, si l'export est connu pour cela ; sinon, exportez le fichier de nouveau.
SRC-SAME-FILE = le fichier est là deux fois
    .remedy = Retirez l'un des deux. Si deux bureaux ont vraiment envoyé le même, rien n'est perdu : il a été lu une fois.
SRC-DECLARED = le total que le fichier annonce ne concorde pas
    .remedy = Demandez le fichier de nouveau.
SRC-HIDDEN = l'enregistrement se trouve dans une ligne ou une feuille masquée
    .remedy = Affichez-la, ou faites exclure l'enregistrement.
SRC-REPEATED = plusieurs valeurs là où une seule était attendue
    .remedy = Ne gardez qu'une valeur, ou faites préciser le chemin dans la règle.
SRC-UNDECODABLE = des octets ne sont pas du texte dans ce codage
    .remedy = Enregistrez le fichier en UTF-8, ou indiquez son vrai codage.
SRC-MALFORMED = le champ n'a pas la forme que sa description annonce
    .remedy = Corrigez le champ dans le fichier.
SRC-RAGGED = la ligne n'a pas autant de champs que l'en-tête
    .remedy = Corrigez la ligne ; le plus souvent, il manque un guillemet autour d'un texte qui contient le séparateur.
SRC-PHANTOM-DATE = la date n'existe pas
    .remedy = Corrigez la date dans la cellule.
MAP-DATE-FORMAT = la valeur n'est pas une date de la forme convenue
    .remedy = Corrigez la cellule, ou faites ajouter sa forme à la règle.
MAP-NUMBER-FORMAT = la valeur n'est pas un nombre de la forme convenue
    .remedy = Corrigez la cellule.
MAP-UNMAPPED-CODE = le code n'est pas dans la table de correspondance
    .remedy = Corrigez la cellule, ou faites ajouter le code à la table.
MAP-FORM = le texte n'a pas la forme que la règle demande
    .remedy = Corrigez la cellule : demandez la bonne valeur à qui la connaît plutôt que de changer un chiffre.
MAP-CONVERT = le montant ne peut pas être converti
    .remedy = Corrigez l'unité, ajoutez-la à la table d'unités du projet, ou indiquez `decimals`.
MAP-RATE = il n'y a pas un seul taux de change
    .remedy = Ajoutez le taux à la table, corrigez la monnaie ou le jour de l'enregistrement, ou admettez plus de jours (`days`).
MAP-PERIOD = le jour n'est dans aucune période ouverte
    .remedy = Corrigez le jour ou le nom de la période, ou ouvrez la période dans le calendrier.
MAP-NAME = les parties du nom ne se distinguent pas
    .remedy = Écrivez « Nom, Prénom » dans le fichier d'origine, ou gardez les parties dans leurs propres colonnes.
MAP-ADDRESS = les parties de l'adresse ne se distinguent pas
    .remedy = Écrivez chaque partie sur sa ligne ou après une virgule, corrigez le code postal ou le pays, ou gardez les parties dans leurs propres colonnes.
MAP-TYPE = la valeur n'est pas du type de l'attribut
    .remedy = Corrigez la cellule.
MAP-EXPRESSION = le calcul échoue pour cet enregistrement
    .remedy = Corrigez les valeurs.
VAL-REQUIRED = une valeur obligatoire manque
    .remedy = Remplissez la cellule.
VAL-LENGTH = le texte est trop long
    .remedy = Raccourcissez le texte.
VAL-PRECISION = le nombre a trop de chiffres
    .remedy = Arrondissez le nombre.
VAL-ALLOWED = la valeur n'est pas de celles que l'ERP connaît
    .remedy = Prenez une valeur de la liste.
VAL-PATTERN = le texte n'a pas la forme exigée
    .remedy = Corrigez le texte.
VAL-RANGE = le nombre est hors des limites
    .remedy = Corrigez le nombre.
VAL-UNKNOWN-ATTRIBUTE = l'ERP n'a pas cet attribut
    .remedy = Rien à corriger ici : le nom de l'attribut est à corriger dans la règle.
VAL-NOT-WRITABLE = l'attribut ne peut pas être rempli
    .remedy = Rien à corriger ici : l'attribut est à retirer de la règle.
VAL-CHECK = un contrôle échoue
    .remedy = Lisez les mots du contrôle, et corrigez l'enregistrement.
VAL-UNIQUE = la valeur n'est pas unique
    .remedy = Corrigez ou réunissez les enregistrements.
VAL-UNASKED = l'ERP n'a pas été interrogé
    .remedy = Lancez « landbridge check --with-target » ; si l'ERP a été interrogé, voyez pourquoi il n'a pas répondu.
VAL-SUM = la somme n'est pas celle que l'enregistrement annonce
    .remedy = Comparez les lignes avec la pièce : l'une manque, est en double ou mal tapée, ou la somme annoncée est fausse.
VAL-BALANCE = les montants ne s'équilibrent pas
    .remedy = Cherchez le montant de l'écart parmi les enregistrements du groupe.
VAL-SPAN = des périodes se chevauchent
    .remedy = Corrigez le premier ou le dernier jour ; le constat nomme l'autre enregistrement.
VAL-SCREEN = le nom ressemble à un nom d'une liste
    .remedy = Une personne compare les deux parties, et décide.
KEY-MISSING = la clé est vide
    .remedy = Remplissez la clé.
KEY-CONFLICT = des enregistrements de même clé diffèrent
    .remedy = Décidez lequel est juste ; corrigez ou retirez les autres.
KEY-EXISTS = l'ERP connaît déjà cette clé
    .remedy = Cherchez d'où vient l'enregistrement de l'ERP. Si c'est le même, retirez celui-ci ou faites-le modifier ; sinon corrigez la clé.
KEY-REHEARSAL = la clé porte le préfixe d'une répétition
    .remedy = Retirez l'enregistrement de l'extrait, ou corrigez sa clé. Si l'ancien système a lui-même de telles clés, choisissez un autre préfixe.
JOIN-ORPHAN = l'enregistrement imbriqué n'appartient à aucun enregistrement
    .remedy = Corrigez la clé, ou ajoutez l'enregistrement qui manque.
REF-MISSING = l'enregistrement visé n'existe pas
    .remedy = Corrigez la référence, ou faites charger d'abord l'enregistrement qui manque.
REF-REJECTED = l'enregistrement visé a été rejeté
    .remedy = Corrigez d'abord l'enregistrement visé.
