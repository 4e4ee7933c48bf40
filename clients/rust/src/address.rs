//! Addresses of servers and of seats.

use std::net::IpAddr;

use crate::error::{Error, Result};

const DEFAULT_ADDRESS: &str = "localhost:50051";

/// Where a server is, and what the address says of TLS.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Place {
    /// `host:port`, or `unix:PATH`.
    pub target: String,
    pub secure: bool,
    pub plain: bool,
}

impl Place {
    /// Reads `host:port`, `unix:PATH`, `grpc://host:port` or `grpcs://host:port`; empty for the default.
    pub fn parse(address: &str) -> Result<Self> {
        let known = std::env::var("WALRAS_ADDRESS").unwrap_or_default();
        let given = [address, known.as_str(), DEFAULT_ADDRESS].into_iter().find(|each| !each.is_empty());
        let given = given.unwrap_or_default();
        let plain = given.strip_prefix("grpc://");
        let secure = given.strip_prefix("grpcs://");
        let target = plain.or(secure).unwrap_or(given);
        if !target.starts_with("unix:") && split(target).is_none() {
            let expected = "host:port, unix:PATH, grpc://host:port or grpcs://host:port";
            return Err(Error::bad_request("address", expected, given));
        }
        Ok(Self { target: target.into(), secure: secure.is_some(), plain: plain.is_some() })
    }

    /// Whether it is on this machine.
    pub fn local(&self) -> bool {
        let host = split(&self.target).map_or("", |(host, _)| host.trim_matches(['[', ']']));
        let address = host.parse::<IpAddr>();
        self.is_socket() || host == "localhost" || address.is_ok_and(|address| address.is_loopback())
    }

    pub fn is_socket(&self) -> bool {
        self.target.starts_with("unix:")
    }
}

/// Host and port.
fn split(target: &str) -> Option<(&str, u16)> {
    let (host, port) = target.rsplit_once(':')?;
    let bare = !host.contains(':') || host.starts_with('[') && host.ends_with(']');
    let odd = host.is_empty() || host.contains(['/', '@', '?', '#', ' ']);
    if odd || !bare { None } else { Some((host, port.parse().ok()?)) }
}

/// What `walras://host:port/SESSION?ticket=...` says; as secret as its tickets.
#[derive(Clone, PartialEq)]
pub(crate) struct SeatAddress {
    pub host: String,
    pub secure: bool,
    pub session: String,
    pub tickets: Vec<String>,
}

impl SeatAddress {
    /// Reads an address. Errors never say the tickets.
    pub fn parse(address: &str) -> Result<Self> {
        let shown = address.split(['?', '#', '@']).next().unwrap_or_default();
        let expected = "walras://host:port/SESSION?ticket=TICKET, or walrass:// with TLS";
        Self::read(address).ok_or_else(|| Error::bad_request("address", expected, shown))
    }

    fn read(address: &str) -> Option<Self> {
        let (scheme, rest) = address.split_once("://")?;
        let (place, query) = rest.split_once('?')?;
        let (host, session) = place.split_once('/')?;
        let secure = match scheme {
            "walras" => false,
            "walrass" => true,
            _ => return None,
        };
        split(host)?;
        let tickets: Option<Vec<String>> = query
            .split('&')
            .map(|each| each.strip_prefix("ticket=").filter(|ticket| word(ticket)).map(String::from))
            .collect();
        let known = word(session).then_some(tickets?)?;
        Some(Self { host: host.into(), secure, session: session.into(), tickets: known })
    }

    pub fn text(&self) -> String {
        let scheme = if self.secure { "walrass" } else { "walras" };
        let query: Vec<String> = self.tickets.iter().map(|each| format!("ticket={each}")).collect();
        format!("{scheme}://{}/{}?{}", self.host, self.session, query.join("&"))
    }
}

/// Sessions and tickets are words that an address needs no escapes for.
fn word(text: &str) -> bool {
    !text.is_empty() && text.chars().all(|letter| letter.is_ascii_alphanumeric() || "-_.~".contains(letter))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn seat_addresses_round_trip() {
        for text in ["walras://localhost:50051/s-1?ticket=ab", "walrass://[::1]:1/s?ticket=a&ticket=b"] {
            assert_eq!(SeatAddress::parse(text).unwrap().text(), text);
        }
    }

    #[test]
    fn wrong_seat_addresses_are_refused_without_their_tickets() {
        for text in [
            "walras://localhost:1/s?ticket=",
            "walras://localhost/s?ticket=secret",
            "http://localhost:1/s?ticket=secret",
            "walras://user@localhost:1/s?ticket=secret",
            "walras://localhost:1/s?ticket=secret#more",
            "walras://localhost:1/s/t?ticket=secret",
            "walras://localhost:1/s?ticket=secret&color=red",
            "walras://localhost:1/?ticket=secret",
            "localhost:1",
        ] {
            let Err(error) = SeatAddress::parse(text) else { panic!("{text} was taken") };
            assert_eq!(error.reason, "BAD_REQUEST");
            assert!(!error.message.contains("secret"), "{error}");
        }
    }

    #[test]
    fn places_say_whether_they_are_secure_and_near() {
        let near = Place::parse("127.0.0.1:1").unwrap();
        assert!(near.local() && !near.secure && !near.plain);
        let far = Place::parse("grpcs://lab.example:50051").unwrap();
        assert!(far.secure && !far.local());
        assert!(Place::parse("[::1]:5").unwrap().local());
        assert!(Place::parse("unix:/tmp/socket").unwrap().local());
        for wrong in ["localhost", "localhost:", "localhost:99999", ":1", "::1:5", "http://localhost:1"] {
            assert!(Place::parse(wrong).is_err(), "{wrong} was taken");
        }
    }
}
