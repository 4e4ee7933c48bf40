//! Sessions for others to play in.

use std::collections::BTreeMap;

use crate::address::SeatAddress;
use crate::client::Client;
use crate::error::{Error, Result};
use crate::seat::label;
use crate::v1;
use crate::v1::{Access, CloseSessionRequest, CreateSessionRequest, GetSessionRequest, ResetRequest, SessionConfig};

/// Has a session that others play in: it hands out tickets, resets and closes.
pub struct Host {
    /// The session as it was made.
    pub session: v1::Session,
    /// A ticket by the label of each seat for a participant.
    pub tickets: BTreeMap<String, String>,
    /// The labels of the seats for participants, in the order of the seats.
    pub labels: Vec<String>,
    client: Client,
    access: Access,
}

impl Client {
    /// Makes a session for others to play in, and takes none of its seats.
    pub async fn host(&self, config: SessionConfig) -> Result<Host> {
        let request = CreateSessionRequest { config: Some(config) };
        let made = self.answer("CreateSession", self.sessions().create_session(request)).await?;
        let session = made.session.unwrap_or_default();
        let access = Access { session_id: session.id.clone(), host_token: made.host_token, tickets: Vec::new() };
        let mut host = Host { session, tickets: BTreeMap::new(), labels: Vec::new(), client: self.clone(), access };
        for each in made.tickets {
            let seat = host.session.seats.iter().find(|seat| seat.index == each.seat);
            let seat =
                seat.ok_or_else(|| Error::unreadable(format!("a ticket for a seat that is none: {}", each.seat)))?;
            let label = label(&seat.group, seat.agent);
            host.labels.push(label.clone());
            host.tickets.insert(label, each.ticket);
        }
        Ok(host)
    }
}

impl Host {
    /// The session's id.
    pub fn id(&self) -> &str {
        &self.session.id
    }

    /// The address of seats, for [`crate::join`]. The holder of the address may take them.
    pub fn address(&self, labels: &[impl AsRef<str>]) -> Result<String> {
        let (place, secure) = self.client.place();
        if place.is_socket() {
            return Err(Error::bad_request("address", "a server with a host and a port", &place.target));
        }
        let ticket = |label: &str| {
            let known = || Error::bad_request("seat", format!("one of {:?}", self.labels), label);
            self.tickets.get(label).cloned().ok_or_else(known)
        };
        let tickets = labels.iter().map(|label| ticket(label.as_ref())).collect::<Result<_>>()?;
        Ok(SeatAddress { host: place.target.clone(), secure, session: self.id().into(), tickets }.text())
    }

    /// Starts new episodes, by default in all rows of shard 0; the participants get the turn.
    pub async fn reset(&self, config: v1::ResetConfig) -> Result<()> {
        let request = ResetRequest { access: Some(self.access.clone()), reset: Some(config) };
        self.client.answer("Reset", self.client.sessions().reset(request)).await.map(drop)
    }

    /// The session as it stands: seats, last steps, options.
    pub async fn describe(&self) -> Result<v1::Session> {
        let request = GetSessionRequest { access: Some(self.access.clone()) };
        let answer = self.client.answer("GetSession", self.client.sessions().get_session(request)).await?;
        Ok(answer.session.unwrap_or_default())
    }

    /// Ends the session for everybody.
    pub async fn close(&self) -> Result<()> {
        let request = CloseSessionRequest { access: Some(self.access.clone()) };
        self.client.answer("CloseSession", self.client.sessions().close_session(request)).await.map(drop)
    }
}
