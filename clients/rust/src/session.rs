//! Sessions that this program made.

use std::ops::{Deref, DerefMut};
use std::sync::Arc;

use prost::bytes::Bytes;

use crate::client::Client;
use crate::error::Result;
use crate::participant::Participant;
use crate::tensor::index;
use crate::turn::Turn;
use crate::v1::play_request::Message as Up;
use crate::v1::{Access, Attach, ResetConfig, RestoreRequest, SessionConfig, SnapshotRequest, attach};

/// A session that this program made: it resets, steps, rolls out, snapshots, restores and closes it.
pub struct Session(Participant);

impl Deref for Session {
    type Target = Participant;

    fn deref(&self) -> &Participant {
        &self.0
    }
}

impl DerefMut for Session {
    fn deref_mut(&mut self) -> &mut Participant {
        &mut self.0
    }
}

impl Client {
    /// Makes a session, takes all its remote seats and becomes its host. It is not yet reset.
    pub async fn session(&self, config: SessionConfig) -> Result<Session> {
        let create = attach::Target::Create(config);
        let (stream, attached) = self.open(Attach { target: Some(create), ..Attach::default() }).await?;
        let access = Access {
            session_id: attached.session.as_ref().map_or_else(String::new, |session| session.id.clone()),
            host_token: attached.host_token.clone(),
            tickets: attached.tickets.iter().map(|each| each.ticket.clone()).collect(),
        };
        Ok(Session(Participant::new(self.clone(), stream, attached, access)?))
    }
}

impl Session {
    /// Starts new episodes, by default in all rows of shard 0, and returns the turn: observations, no reward, no flags. When
    /// the future is dropped first the reset stays sent, and `receive` takes its turn.
    pub async fn reset(&mut self, mut config: ResetConfig) -> Result<Arc<Turn>> {
        let shard = index(config.shard);
        self.settle(shard).await?;
        let step = self.shards[shard].step + 1;
        config.step = Some(step);
        self.ask(shard, step, Up::Reset(config));
        self.receive(shard).await
    }

    /// The whole state, as bytes that this server can restore in a session made alike.
    pub async fn snapshot(&self) -> Result<Bytes> {
        let request = SnapshotRequest { access: Some(self.access.clone()) };
        Ok(self.client.answer("Snapshot", self.client.sessions().snapshot(request)).await?.snapshot)
    }

    /// Goes back to a snapshot of this session or of one made alike: a turn per shard, with new numbers and the snapshot's
    /// observations.
    pub async fn restore(&mut self, snapshot: Bytes) -> Result<Vec<Arc<Turn>>> {
        for shard in 0..self.shards() {
            self.settle(shard).await?;
        }
        let request = RestoreRequest { access: Some(self.access.clone()), snapshot };
        let answer = self.client.answer("Restore", self.client.sessions().restore(request)).await?;
        let mut turns = Vec::new();
        for shard in 0..self.shards() {
            // The turns themselves come down the stream, in order with everything else.
            let made = answer.turns.iter().find(|turn| index(turn.shard) == shard);
            turns.push(self.take(shard, made.map_or(0, |turn| turn.step)).await?);
        }
        Ok(turns)
    }

    /// Ends the session for everybody. Twice is once.
    pub async fn close(&mut self) -> Result<()> {
        self.end(true).await
    }

    /// Gives the seats back; the session goes on.
    pub async fn leave(&mut self) -> Result<()> {
        self.end(false).await
    }
}
