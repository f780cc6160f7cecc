//! Code pages that the WHATWG list lacks: those of DOS and of IBM mainframes.
//!
//! The tables are those of Unicode, Inc. (`MAPPINGS/VENDORS/MICSFT/PC` and `.../EBCDIC`: 437, 850,
//! 037, 500), and of IBM's character data representation for 273, 858 and 1140, which differ from
//! 850 and 037 by the euro sign. DOS pages hold ASCII below 0x80.

/// A code page: one byte, one character.
#[derive(Debug, PartialEq, Eq)]
pub struct CodePage {
    /// Name: `cp437`.
    pub name: &'static str,
    /// The characters of all bytes, or of those from 0x80 up.
    characters: &'static str,
}

/// Other names by which a page is known, without `cp`, `ibm` and signs between.
const PAGES: [&CodePage; 7] = [&CP437, &CP850, &CP858, &CP037, &CP273, &CP500, &CP1140];

impl CodePage {
    /// The page of a label: `cp437`, `IBM-850`, `037`, `ibm1140`.
    pub fn for_label(label: &str) -> Option<&'static Self> {
        let label = label.trim().to_ascii_lowercase();
        let number = ["ebcdic-", "cp", "ibm", "pc"]
            .iter()
            .fold(label.as_str(), |rest, word| {
                rest.strip_prefix(word).unwrap_or(rest)
            })
            .trim_start_matches(['-', '_'])
            .trim_start_matches('0');
        if number.is_empty() {
            return None;
        }
        PAGES
            .into_iter()
            .find(|page| page.name.trim_start_matches("cp").trim_start_matches('0') == number)
    }

    /// True for a page of a mainframe, in which digits do not stand where ASCII has them.
    pub fn is_ebcdic(&self) -> bool {
        self.characters.starts_with('\0')
    }

    /// The characters of all bytes.
    pub fn table(&self) -> [char; 256] {
        let mut table = ['\u{FFFD}'; 256];
        let ascii = (0..0x80_u8).map(char::from);
        let low = ascii.filter(|_| !self.is_ebcdic());
        for (cell, sign) in table.iter_mut().zip(low.chain(self.characters.chars())) {
            *cell = sign;
        }
        table
    }
}

/// The first IBM PC, North America; what SIE files are written in.
static CP437: CodePage = CodePage {
    name: "cp437",
    characters: "\
        ÇüéâäàåçêëèïîìÄÅÉæÆôöòûùÿÖÜ¢£¥₧ƒ\
        áíóúñÑªº¿⌐¬½¼¡«»░▒▓│┤╡╢╖╕╣║╗╝╜╛┐\
        └┴┬├─┼╞╟╚╔╩╦╠═╬╧╨╤╥╙╘╒╓╫╪┘┌█▄▌▐▀\
        αßΓπΣσµτΦΘΩδ∞φε∩≡±≥≤⌠⌡÷≈°∙·√ⁿ²■\u{A0}",
};

/// Western Europe under DOS.
static CP850: CodePage = CodePage {
    name: "cp850",
    characters: "\
        ÇüéâäàåçêëèïîìÄÅÉæÆôöòûùÿÖÜø£Ø×ƒ\
        áíóúñÑªº¿®¬½¼¡«»░▒▓│┤ÁÂÀ©╣║╗╝¢¥┐\
        └┴┬├─┼ãÃ╚╔╩╦╠═╬¤ðÐÊËÈıÍÎÏ┘┌█▄¦Ì▀\
        ÓßÔÒõÕµþÞÚÛÙýÝ¯´\u{AD}±‗¾¶§÷¸°¨·¹³²■\u{A0}",
};

/// As 850, with the euro sign.
static CP858: CodePage = CodePage {
    name: "cp858",
    characters: "\
        ÇüéâäàåçêëèïîìÄÅÉæÆôöòûùÿÖÜø£Ø×ƒ\
        áíóúñÑªº¿®¬½¼¡«»░▒▓│┤ÁÂÀ©╣║╗╝¢¥┐\
        └┴┬├─┼ãÃ╚╔╩╦╠═╬¤ðÐÊËÈ€ÍÎÏ┘┌█▄¦Ì▀\
        ÓßÔÒõÕµþÞÚÛÙýÝ¯´\u{AD}±‗¾¶§÷¸°¨·¹³²■\u{A0}",
};

/// EBCDIC of the USA, Canada, Brazil and others.
static CP037: CodePage = CodePage {
    name: "cp037",
    characters: "\
        \u{0}\u{1}\u{2}\u{3}\u{9C}\u{9}\u{86}\u{7F}\u{97}\u{8D}\u{8E}\u{B}\u{C}\u{D}\u{E}\u{F}\u{10}\u{11}\u{12}\u{13}\u{9D}\u{85}\u{8}\u{87}\u{18}\u{19}\u{92}\u{8F}\u{1C}\u{1D}\u{1E}\u{1F}\
        \u{80}\u{81}\u{82}\u{83}\u{84}\u{A}\u{17}\u{1B}\u{88}\u{89}\u{8A}\u{8B}\u{8C}\u{5}\u{6}\u{7}\u{90}\u{91}\u{16}\u{93}\u{94}\u{95}\u{96}\u{4}\u{98}\u{99}\u{9A}\u{9B}\u{14}\u{15}\u{9E}\u{1A}\
        \u{20}\u{A0}âäàáãåçñ¢.<(+|&éêëèíîïìß!$*);¬\
        -/ÂÄÀÁÃÅÇÑ¦,%_>?øÉÊËÈÍÎÏÌ`:#@'=\"\
        Øabcdefghi«»ðýþ±°jklmnopqrªºæ¸Æ¤\
        µ~stuvwxyz¡¿ÐÝÞ®^£¥·©§¶¼½¾[]¯¨´×\
        {ABCDEFGHI\u{AD}ôöòóõ}JKLMNOPQR¹ûüùúÿ\
        \\÷STUVWXYZ²ÔÖÒÓÕ0123456789³ÛÜÙÚ\u{9F}",
};

/// EBCDIC of Germany and Austria.
static CP273: CodePage = CodePage {
    name: "cp273",
    characters: "\
        \u{0}\u{1}\u{2}\u{3}\u{9C}\u{9}\u{86}\u{7F}\u{97}\u{8D}\u{8E}\u{B}\u{C}\u{D}\u{E}\u{F}\u{10}\u{11}\u{12}\u{13}\u{9D}\u{85}\u{8}\u{87}\u{18}\u{19}\u{92}\u{8F}\u{1C}\u{1D}\u{1E}\u{1F}\
        \u{80}\u{81}\u{82}\u{83}\u{84}\u{A}\u{17}\u{1B}\u{88}\u{89}\u{8A}\u{8B}\u{8C}\u{5}\u{6}\u{7}\u{90}\u{91}\u{16}\u{93}\u{94}\u{95}\u{96}\u{4}\u{98}\u{99}\u{9A}\u{9B}\u{14}\u{15}\u{9E}\u{1A}\
        \u{20}\u{A0}â{àáãåçñÄ.<(+!&éêëèíîïì~Ü$*);^\
        -/Â[ÀÁÃÅÇÑö,%_>?øÉÊËÈÍÎÏÌ`:#§'=\"\
        Øabcdefghi«»ðýþ±°jklmnopqrªºæ¸Æ¤\
        µßstuvwxyz¡¿ÐÝÞ®¢£¥·©@¶¼½¾¬|‾¨´×\
        äABCDEFGHI\u{AD}ô¦òóõüJKLMNOPQR¹û}ùúÿ\
        Ö÷STUVWXYZ²Ô\\ÒÓÕ0123456789³Û]ÙÚ\u{9F}",
};

/// EBCDIC, international.
static CP500: CodePage = CodePage {
    name: "cp500",
    characters: "\
        \u{0}\u{1}\u{2}\u{3}\u{9C}\u{9}\u{86}\u{7F}\u{97}\u{8D}\u{8E}\u{B}\u{C}\u{D}\u{E}\u{F}\u{10}\u{11}\u{12}\u{13}\u{9D}\u{85}\u{8}\u{87}\u{18}\u{19}\u{92}\u{8F}\u{1C}\u{1D}\u{1E}\u{1F}\
        \u{80}\u{81}\u{82}\u{83}\u{84}\u{A}\u{17}\u{1B}\u{88}\u{89}\u{8A}\u{8B}\u{8C}\u{5}\u{6}\u{7}\u{90}\u{91}\u{16}\u{93}\u{94}\u{95}\u{96}\u{4}\u{98}\u{99}\u{9A}\u{9B}\u{14}\u{15}\u{9E}\u{1A}\
        \u{20}\u{A0}âäàáãåçñ[.<(+!&éêëèíîïìß]$*);^\
        -/ÂÄÀÁÃÅÇÑ¦,%_>?øÉÊËÈÍÎÏÌ`:#@'=\"\
        Øabcdefghi«»ðýþ±°jklmnopqrªºæ¸Æ¤\
        µ~stuvwxyz¡¿ÐÝÞ®¢£¥·©§¶¼½¾¬|¯¨´×\
        {ABCDEFGHI\u{AD}ôöòóõ}JKLMNOPQR¹ûüùúÿ\
        \\÷STUVWXYZ²ÔÖÒÓÕ0123456789³ÛÜÙÚ\u{9F}",
};

/// As 037, with the euro sign.
static CP1140: CodePage = CodePage {
    name: "cp1140",
    characters: "\
        \u{0}\u{1}\u{2}\u{3}\u{9C}\u{9}\u{86}\u{7F}\u{97}\u{8D}\u{8E}\u{B}\u{C}\u{D}\u{E}\u{F}\u{10}\u{11}\u{12}\u{13}\u{9D}\u{85}\u{8}\u{87}\u{18}\u{19}\u{92}\u{8F}\u{1C}\u{1D}\u{1E}\u{1F}\
        \u{80}\u{81}\u{82}\u{83}\u{84}\u{A}\u{17}\u{1B}\u{88}\u{89}\u{8A}\u{8B}\u{8C}\u{5}\u{6}\u{7}\u{90}\u{91}\u{16}\u{93}\u{94}\u{95}\u{96}\u{4}\u{98}\u{99}\u{9A}\u{9B}\u{14}\u{15}\u{9E}\u{1A}\
        \u{20}\u{A0}âäàáãåçñ¢.<(+|&éêëèíîïìß!$*);¬\
        -/ÂÄÀÁÃÅÇÑ¦,%_>?øÉÊËÈÍÎÏÌ`:#@'=\"\
        Øabcdefghi«»ðýþ±°jklmnopqrªºæ¸Æ€\
        µ~stuvwxyz¡¿ÐÝÞ®^£¥·©§¶¼½¾[]¯¨´×\
        {ABCDEFGHI\u{AD}ôöòóõ}JKLMNOPQR¹ûüùúÿ\
        \\÷STUVWXYZ²ÔÖÒÓÕ0123456789³ÛÜÙÚ\u{9F}",
};
