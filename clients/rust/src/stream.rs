//! One open Play stream.

use tokio::sync::mpsc::{UnboundedSender, unbounded_channel};
use tokio_stream::wrappers::UnboundedReceiverStream;
use tonic::Streaming;

use crate::client::{Client, timely};
use crate::error::{Error, Result};
use crate::v1::play_request::Message as Up;
use crate::v1::play_response::Message as Down;
use crate::v1::{Attach, Attached, Leave, PlayRequest, PlayResponse};

pub(crate) struct PlayStream {
    up: UnboundedSender<PlayRequest>,
    down: Streaming<PlayResponse>,
}

impl PlayStream {
    /// Sends one message. A broken stream is noticed by `receive`.
    pub fn send(&self, message: Up) {
        let _ = self.up.send(PlayRequest { message: Some(message) });
    }

    /// The next message; none where the server has ended the stream well. An error is the stream's end. A future that is
    /// dropped has taken nothing.
    pub async fn receive(&mut self) -> Result<Option<Down>> {
        loop {
            match self.down.message().await? {
                None => return Ok(None),
                // One of a newer server, of a kind that this client does not know, is passed over.
                Some(PlayResponse { message: None }) => {}
                Some(PlayResponse { message }) => return Ok(message),
            }
        }
    }

    /// Gives the seats back and waits until the server has ended the stream.
    pub async fn leave(mut self, close_session: bool) -> Result<()> {
        self.send(Up::Leave(Leave { close_session }));
        while let Some(message) = self.receive().await? {
            if let Down::Error(refusal) = message {
                return Err(Error::of_detail(refusal.error.unwrap_or_default()));
            }
        }
        Ok(())
    }
}

impl Client {
    /// Opens a stream and takes seats.
    pub(crate) async fn open(&self, attach: Attach) -> Result<(PlayStream, Attached)> {
        timely(self.settings().timeout, "attach", async {
            let (up, requests) = unbounded_channel();
            let first = PlayRequest { message: Some(Up::Attach(attach)) };
            up.send(first).map_err(|_| Error::unreadable("attach: the stream has ended before it began"))?;
            let down = self.play().play(UnboundedReceiverStream::new(requests)).await?.into_inner();
            let mut stream = PlayStream { up, down };
            match stream.receive().await? {
                Some(Down::Attached(attached)) => Ok((stream, attached)),
                Some(Down::Error(refusal)) => Err(Error::of_detail(refusal.error.unwrap_or_default())),
                _ => Err(Error::unreadable("attach: expected seats, got something else")),
            }
        })
        .await
    }
}
