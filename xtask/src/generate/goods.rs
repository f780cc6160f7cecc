//! What the organisation buys, in the words of three languages, with a unit and a price range.

/// One kind of goods or service.
#[derive(Debug)]
pub(crate) struct Good {
    pub(crate) english: &'static str,
    pub(crate) german: &'static str,
    pub(crate) french: &'static str,
    pub(crate) unit: &'static str,
    /// Price in cents, from and to.
    pub(crate) price: (i64, i64),
    /// Quantity at the most.
    pub(crate) quantity_max: i64,
}

const fn good(
    english: &'static str,
    german: &'static str,
    french: &'static str,
    unit: &'static str,
    price: (i64, i64),
    quantity_max: i64,
) -> Good {
    Good {
        english,
        german,
        french,
        unit,
        price,
        quantity_max,
    }
}

#[rustfmt::skip]
pub(crate) static GOODS: &[Good] = &[
    good("Jerrycan, 20 l", "Wasserkanister, 20 l", "Jerrican, 20 l", "EA", (310, 690), 4000),
    good("Family tent, 16 m²", "Familienzelt, 16 m²", "Tente familiale, 16 m²", "EA", (28_500, 46_000), 300),
    good("Fleece blanket", "Fleecedecke", "Couverture polaire", "EA", (390, 820), 5000),
    good("Water purification tablets", "Wasserreinigungstabletten", "Pastilles de purification", "BX", (640, 1_450), 2000),
    good("Rapid malaria test", "Malaria-Schnelltest", "Test rapide du paludisme", "BX", (2_100, 3_900), 600),
    good("Solar lamp", "Solarlampe", "Lampe solaire", "EA", (1_150, 2_600), 1500),
    good("Diesel generator, 20 kVA", "Dieselgenerator, 20 kVA", "Groupe électrogène, 20 kVA", "EA", (720_000, 1_350_000), 4),
    good("Rice, long grain", "Langkornreis", "Riz long grain", "KG", (62, 118), 40_000),
    good("Cold box for vaccines", "Kühlbox für Impfstoffe", "Glacière à vaccins", "EA", (31_000, 58_000), 60),
    good("Office paper, A4", "Büropapier, A4", "Papier A4", "BX", (1_900, 3_300), 250),
    good("Road freight", "Straßentransport", "Transport routier", "KM", (95, 260), 9000),
    good("Warehouse rent", "Lagermiete", "Loyer d’entrepôt", "MON", (85_000, 640_000), 12),
    good("Borehole drilling", "Brunnenbohrung", "Forage de puits", "M", (4_800, 11_500), 180),
    good("Training of midwives", "Schulung für Hebammen", "Formation de sages-femmes", "DAY", (38_000, 92_000), 25),
    good("Vehicle maintenance", "Fahrzeugwartung", "Entretien de véhicules", "EA", (12_000, 85_000), 20),
    good("Translation services", "Übersetzungsleistungen", "Services de traduction", "EA", (1_800, 6_400), 120),
    good("Tarpaulin, 4 × 6 m", "Plane, 4 × 6 m", "Bâche, 4 × 6 m", "EA", (980, 2_250), 3000),
    good("Laptop computer", "Tragbarer Rechner", "Ordinateur portable", "EA", (64_000, 148_000), 40),
];

/// An office of the organisation: code in the old systems, business unit in the ERP.
pub(crate) static OFFICES: &[(&str, &str)] = &[
    ("BNN", "Meridian Headquarters"),
    ("NBO", "Meridian Kenya"),
    ("DKR", "Meridian Senegal"),
    ("AMM", "Meridian Jordan"),
    ("BOG", "Meridian Colombia"),
    ("BKK", "Meridian Thailand"),
    ("KBP", "Meridian Ukraine"),
];
