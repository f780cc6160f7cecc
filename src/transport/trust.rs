//! Why a connection over TLS cannot be trusted, in words that say what to do.

use std::error::Error;

use rustls::{AlertDescription, CertificateError, Error as TlsError};

/// What the TLS layer says of a failure; nothing where it is none of its own.
pub(super) fn fault_of<'e>(error: &'e (dyn Error + 'static)) -> Option<&'e TlsError> {
    let mut cause: Option<&'e (dyn Error + 'static)> = Some(error);
    while let Some(inner) = cause {
        if let Some(found) = inner.downcast_ref::<TlsError>() {
            return Some(found);
        }
        // An I/O error leaves the error that it wraps out of the chain of sources.
        cause = match inner
            .downcast_ref::<std::io::Error>()
            .map(std::io::Error::get_ref)
        {
            Some(Some(wrapped)) => Some(wrapped),
            _ => inner.source(),
        };
    }
    None
}

/// Whether the other side ended the handshake over the certificate of this one: what was sent after it was not read. With TLS 1.3
/// this is heard first when an answer is awaited.
pub(super) fn is_turned_away(error: &TlsError) -> bool {
    use AlertDescription as Alert;
    matches!(
        error,
        TlsError::AlertReceived(
            Alert::CertificateRequired
                | Alert::BadCertificate
                | Alert::UnsupportedCertificate
                | Alert::CertificateRevoked
                | Alert::CertificateExpired
                | Alert::CertificateUnknown
                | Alert::UnknownCA
                | Alert::DecryptError
                | Alert::AccessDenied
                | Alert::HandshakeFailure
        )
    )
}

/// What is wrong, and what to do about it.
pub(super) fn words(error: &TlsError) -> String {
    use AlertDescription as Alert;
    let own = "certificate of this side; check `client_certificate` of the target";
    match error {
        TlsError::InvalidCertificate(wrong) => certificate(wrong),
        TlsError::AlertReceived(Alert::CertificateRequired) => {
            "it demands a certificate of this side; state `client_certificate` of the target"
                .to_owned()
        }
        TlsError::AlertReceived(Alert::CertificateExpired) => {
            "it says that the certificate of this side has expired; state a new `client_certificate` of the target".to_owned()
        }
        TlsError::AlertReceived(Alert::UnknownCA) => {
            format!("it does not know the authority of the {own}")
        }
        TlsError::AlertReceived(_) if is_turned_away(error) => {
            format!("it does not accept the {own} ({error})")
        }
        other => other.to_string(),
    }
}

fn certificate(wrong: &CertificateError) -> String {
    use CertificateError as Wrong;
    let ask = "ask whoever runs it for a new one";
    match wrong {
        Wrong::UnknownIssuer => "its certificate is of an authority that is not known here; state that authority's certificate as \
             `ca_certificate` of the target, if you trust it"
            .to_owned(),
        Wrong::Expired | Wrong::ExpiredContext { .. } => {
            format!("its certificate has expired, or the clock of this machine is wrong; {ask}")
        }
        Wrong::NotValidYet | Wrong::NotValidYetContext { .. } => {
            "its certificate is not valid yet; check the clock of this machine".to_owned()
        }
        Wrong::NotValidForName | Wrong::NotValidForNameContext { .. } => {
            "its certificate is for another host; check `url` of the target".to_owned()
        }
        Wrong::Revoked => format!("its certificate was revoked; {ask}"),
        other => format!("its certificate cannot be checked: {other}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_an_alert_about_the_certificate_of_this_side_says_that_nothing_was_read() {
        let alert = TlsError::AlertReceived;
        assert!(is_turned_away(&alert(
            AlertDescription::CertificateRequired
        )));
        assert!(!is_turned_away(&alert(AlertDescription::InternalError)));
        assert!(!is_turned_away(&alert(AlertDescription::CloseNotify)));
        assert!(!is_turned_away(&TlsError::HandshakeNotComplete));
    }
}
