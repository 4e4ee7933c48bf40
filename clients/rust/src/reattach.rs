//! What a participant does when its connection breaks.

use std::time::{Duration, Instant};

use crate::client::Client;
use crate::error::{Error, Result};
use crate::participant::{Message, Participant};
use crate::stream::PlayStream;
use crate::v1::{Attach, Attached, attach};

const RETRY_AFTER: Duration = Duration::from_millis(50);
/// How long a connection must have held for its loss to be another one.
const HELD: Duration = Duration::from_secs(1);

impl Participant {
    /// Takes the seats again after the connection broke, and goes on where the session stands. It tries for as long as
    /// `reconnect` says while the server cannot be reached. What was on its way is asked for again, and never happens
    /// twice: `receive` returns its turn.
    pub async fn reattach(&mut self) -> Result<()> {
        if let Some(why) = &self.over {
            return Err(why.clone());
        }
        self.stream = None;
        self.lost.get_or_insert_with(|| Error::not_now("", "it was given up to attach again"));
        let attach = Attach {
            target: Some(attach::Target::Access(self.access.clone())),
            last_steps: self.shards.iter().map(|shard| shard.step).collect(),
            replace: true,
            ..Attach::default()
        };
        let (stream, attached) = until_reached(&self.client, attach).await?;
        (self.lost, self.back) = (None, Some(Instant::now()));
        self.session = attached.session.unwrap_or_default();
        for shard in &mut self.shards {
            if let Some((message, _)) = &shard.awaited {
                // A refusal that nobody has read will come again.
                shard.inbox.retain(|each| matches!(each, Message::Turn(_)));
                stream.send(message.clone());
            }
        }
        self.stream = Some(stream);
        Ok(())
    }

    /// Attaches again after a loss; returns the loss where that was not asked for, or where the connection broke as soon as
    /// it was there again.
    pub(crate) async fn come_back(&mut self, why: Error) -> Result<()> {
        if !why.is_unavailable() {
            self.over = Some(why.clone()); // ended by the server
            return Err(why);
        }
        let again = self.back.is_some_and(|back| back.elapsed() < HELD);
        self.lost = Some(why.clone());
        if again || self.client.settings().reconnect.is_zero() {
            return Err(Error::lost(&why));
        }
        self.reattach().await
    }
}

/// Attaches, and tries again while the server cannot be reached and there is time.
async fn until_reached(client: &Client, attach: Attach) -> Result<(PlayStream, Attached)> {
    let until = Instant::now() + client.settings().reconnect;
    loop {
        match client.open(attach.clone()).await {
            Err(error) if error.is_unavailable() && Instant::now() < until => tokio::time::sleep(RETRY_AFTER).await,
            answer => return answer,
        }
    }
}
