//! Word lists from which invented names and addresses are made, by region.
//!
//! Cities and countries are real, companies are not: their stems are put together from syllables.

/// What names and addresses of one region are made of.
#[derive(Debug)]
pub(crate) struct Region {
    pub(crate) onsets: &'static [&'static str],
    pub(crate) middles: &'static [&'static str],
    pub(crate) codas: &'static [&'static str],
    pub(crate) trades: &'static [&'static str],
    pub(crate) forms: &'static [&'static str],
    /// `{n}` is a number, `{w}` a word.
    pub(crate) streets: &'static [&'static str],
    /// Trade words in the script of the region, for the second name; empty for none.
    pub(crate) script: &'static [&'static str],
}

/// A country with its code in the old system and its name in the ERP.
#[derive(Debug)]
pub(crate) struct Country {
    pub(crate) legacy: &'static str,
    pub(crate) iso: &'static str,
    pub(crate) name: &'static str,
    pub(crate) region: &'static Region,
    pub(crate) cities: &'static [&'static str],
    /// Form of a postal code, `9` for a digit and `A` for a letter; empty for none.
    pub(crate) postal: &'static str,
}

pub(crate) static EAST_AFRICA: Region = Region {
    onsets: &[
        "Ba", "Ki", "Mwa", "Nja", "Ka", "Lu", "Nya", "Tu", "Wa", "Cha", "Ndo", "Sa",
    ],
    middles: &[
        "ru", "ma", "ngo", "li", "mba", "ri", "ku", "ta", "ndi", "so",
    ],
    codas: &["ni", "ra", "ki", "mbe", "go", "lo", "wa", "ti", "ka"],
    trades: &[
        "Traders",
        "Logistics",
        "Medical Supplies",
        "Hardware",
        "Agro",
        "Engineering",
        "Freight",
    ],
    forms: &["Ltd", "Co. Ltd", "& Sons Ltd", "Enterprises", "PLC"],
    streets: &[
        "Plot {n}, {w} Road",
        "{w} Avenue {n}",
        "P.O. Box {n}, {w} Street",
    ],
    script: &[],
};

pub(crate) static WEST_AFRICA: Region = Region {
    onsets: &[
        "Kou", "Dia", "Ou", "Sa", "Tra", "Ako", "Boa", "Adé", "Ba", "Fo", "Zé", "Ndé",
    ],
    middles: &["ka", "lo", "ma", "dra", "ssi", "bé", "ko", "na", "wé"],
    codas: &["té", "go", "ré", "ssé", "kou", "ye", "di", "mé"],
    trades: &[
        "Négoce",
        "Transports",
        "Pharma",
        "Bâtiment",
        "Forages",
        "Informatique",
        "Équipements",
    ],
    forms: &["SARL", "S.A.", "& Frères", "SUARL", "Groupe"],
    streets: &[
        "{n}, rue {w}",
        "Avenue {w}, lot {n}",
        "BP {n}, boulevard {w}",
    ],
    script: &[],
};

pub(crate) static ARAB_STATES: Region = Region {
    onsets: &[
        "Al-Ra", "Al-Na", "Ba", "Sha", "Qa", "Ha", "Mu", "Sa", "Ta", "Al-Za", "Ja",
    ],
    middles: &["hi", "jem", "lam", "ri", "di", "sou", "ma", "ha", "wa"],
    codas: &["d", "n", "ri", "ya", "m", "b", "di", "t"],
    trades: &[
        "Trading",
        "Contracting",
        "Supplies",
        "Water Works",
        "Transport",
        "Pharma",
    ],
    forms: &["LLC", "Co.", "W.L.L.", "Est.", "& Partners"],
    streets: &[
        "{n} {w} Street",
        "Building {n}, {w} Square",
        "{w} Road, Block {n}",
    ],
    script: &[
        "شركة النور للتجارة",
        "مؤسسة الأمل",
        "المجد للنقل",
        "شركة المياه النقية",
        "دار الشفاء",
    ],
};

pub(crate) static ANATOLIA: Region = Region {
    onsets: &[
        "Yıl", "Gü", "De", "Kar", "Şim", "Öz", "Çe", "Al", "Bay", "Er",
    ],
    middles: &["dız", "neş", "mir", "tal", "şek", "lik", "tın", "rak"],
    codas: &["tepe", "can", "soy", "oğlu", "er", "taş", "lar"],
    trades: &[
        "Lojistik",
        "İnşaat",
        "Tıbbi Malzeme",
        "Gıda",
        "Tekstil",
        "Makine",
    ],
    forms: &["A.Ş.", "Ltd. Şti.", "ve Ortakları"],
    streets: &["{w} Cad. No: {n}", "{w} Sok. No: {n}", "{w} Bulvarı {n}"],
    script: &[],
};

pub(crate) static SLAVIC: Region = Region {
    onsets: &[
        "Dobro", "Zele", "Stra", "Miro", "Bucz", "Kra", "Wła", "Jaro", "Brzo", "Lju",
    ],
    middles: &["wi", "no", "sła", "ko", "ži", "vo", "dzi"],
    codas: &["cki", "vić", "ński", "nko", "var", "jak", "ec"],
    trades: &[
        "Transport",
        "Handel",
        "Budowa",
        "Medika",
        "Elektro",
        "Spedycja",
    ],
    forms: &["Sp. z o.o.", "d.o.o.", "S.A.", "TOV", "a.s."],
    streets: &["ul. {w} {n}", "{w} {n}/4", "vul. {w}, {n}"],
    script: &[
        "ТОВ «Світанок»",
        "ПП «Добробут»",
        "Медтехніка Плюс",
        "Карго Лінія",
        "Будівельник",
    ],
};

pub(crate) static CENTRAL_EUROPE: Region = Region {
    onsets: &[
        "Grü", "Hohen", "Lüt", "Stein", "Wald", "Kör", "Brä", "Schön", "Ried", "Eber",
    ],
    middles: &["ne", "ha", "zel", "ber", "ste", "ma", "len"],
    codas: &["bach", "feld", "mann", "hoff", "thal", "egger", "ner"],
    trades: &[
        "Medizintechnik",
        "Logistik",
        "Maschinenbau",
        "Zeltbau",
        "Wassertechnik",
        "Druck",
    ],
    forms: &["GmbH", "AG", "GmbH & Co. KG", "KG", "e.K."],
    streets: &["{w}straße {n}", "{w}weg {n}", "Am {w} {n}"],
    script: &[],
};

pub(crate) static NORTH: Region = Region {
    onsets: &[
        "Sø", "Å", "Bjø", "Hav", "Lind", "Öst", "Kvi", "Sten", "Vä", "Røn",
    ],
    middles: &["der", "ne", "gå", "ma", "ken", "sa"],
    codas: &["gaard", "ström", "lund", "vik", "holm", "berg", "sen"],
    trades: &[
        "Telt",
        "Shipping",
        "Vannteknikk",
        "Medical",
        "Energi",
        "Konsult",
    ],
    forms: &["A/S", "AB", "AS", "Oy", "B.V."],
    streets: &["{w}gade {n}", "{w}vägen {n}", "{w}veien {n}"],
    script: &[],
};

pub(crate) static ROMANCE: Region = Region {
    onsets: &[
        "Mon", "Ville", "Casa", "Ri", "Bel", "Cha", "Lor", "Fon", "Mar", "Sé",
    ],
    middles: &["ta", "ve", "ro", "mon", "ri", "li", "te"],
    codas: &["gny", "rosa", "nello", "vert", "ndes", "tier", "zano", "ça"],
    trades: &[
        "Fournitures",
        "Forniture",
        "Logistique",
        "Hidráulica",
        "Médical",
        "Imprimerie",
    ],
    forms: &["SARL", "S.p.A.", "S.r.l.", "Lda.", "S.L.", "SAS"],
    streets: &[
        "{n}, rue de {w}",
        "Via {w} {n}",
        "Calle {w}, {n}",
        "Rua {w} {n}",
    ],
    script: &[],
};

pub(crate) static LATIN_AMERICA: Region = Region {
    onsets: &[
        "Qui", "Villa", "Are", "Huan", "Itza", "Co", "Pacha", "Gua", "Chi", "Te",
    ],
    middles: &["lla", "nu", "ca", "ri", "ma", "te", "xo"],
    codas: &["ñez", "pán", "cal", "rón", "tla", "co", "ndo"],
    trades: &[
        "Suministros",
        "Comercial",
        "Ferretería",
        "Agroinsumos",
        "Construcciones",
        "Transportes",
    ],
    forms: &["S.A.", "S.A.S.", "S. de R.L.", "Ltda.", "Hnos."],
    streets: &["Av. {w} {n}", "Calle {n} N.º 12, {w}", "Jirón {w} {n}"],
    script: &[],
};

pub(crate) static ANGLO: Region = Region {
    onsets: &[
        "Ash", "Thorn", "Wex", "Hal", "Brim", "Cald", "Fen", "Oak", "Rad", "Tam",
    ],
    middles: &["er", "le", "ing", "mo", "ber", "o"],
    codas: &["field", "wick", "ley", "worth", "stone", "combe", "ridge"],
    trades: &[
        "Supplies",
        "Shelter Systems",
        "Consulting",
        "Freight",
        "Instruments",
        "Textiles",
    ],
    forms: &["Ltd", "Inc.", "LLC", "LLP", "Pty Ltd"],
    streets: &[
        "{n} {w} Street",
        "{n} {w} Lane",
        "Unit {n}, {w} Business Park",
    ],
    script: &[],
};

pub(crate) static SOUTH_ASIA: Region = Region {
    onsets: &[
        "Cha", "Ra", "Bha", "Su", "Pra", "Dha", "Vi", "Ma", "Ja", "Khu",
    ],
    middles: &["ndra", "ga", "ka", "la", "ri", "shi", "na"],
    codas: &["puri", "war", "nta", "sh", "rjee", "lal", "mati"],
    trades: &[
        "Traders",
        "Textiles",
        "Pharmaceuticals",
        "Jute Works",
        "Steel",
        "Exports",
    ],
    forms: &["Pvt. Ltd.", "& Bros.", "Ltd.", "Industries"],
    streets: &["{n} {w} Marg", "House {n}, {w} Road", "{n}/B {w} Bazaar"],
    script: &[
        "नवज्योति ट्रेडर्स",
        "সোনালী টেক্সটাইল",
        "हिमालय आपूर्ति",
        "পদ্মা ট্রেডিং",
    ],
};

pub(crate) static EAST_ASIA: Region = Region {
    onsets: &[
        "Ha", "Min", "Tha", "Shi", "Ki", "Long", "Su", "Phu", "Wa", "Ja",
    ],
    middles: &["na", "ra", "yo", "ta", "ng", "ri", "mo"],
    codas: &["shi", "phat", "kawa", "jaya", "tani", "wan", "long"],
    trades: &[
        "Trading",
        "Industrial",
        "Medical",
        "Shipping",
        "Electronics",
        "Filtration",
    ],
    forms: &["Co., Ltd.", "K.K.", "JSC", "PT", "Sdn. Bhd."],
    streets: &["{n} Jalan {w}", "{n} {w} Road", "{w} {n}-chome 4"],
    script: &[
        "明光商事株式会社",
        "清水设备有限公司",
        "한빛물류",
        "บริษัท รุ่งเรือง จำกัด",
        "東海医療器",
    ],
};

pub(crate) static PACIFIC: Region = Region {
    onsets: &["Ta", "Vu", "Na", "Lo", "Ko", "Ra"],
    middles: &["na", "li", "wa", "vu", "ro"],
    codas: &["levu", "kila", "tui", "moa", "ni"],
    trades: &["Traders", "Marine", "Hardware", "Supplies"],
    forms: &["Ltd", "& Co.", "Enterprises"],
    streets: &["{n} {w} Parade", "Lot {n}, {w} Road"],
    script: &[],
};
