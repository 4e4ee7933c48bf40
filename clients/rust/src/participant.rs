//! Seats of a session, held by one stream.

use std::collections::{BTreeMap, VecDeque};
use std::sync::Arc;
use std::time::Instant;

use tokio::task::JoinHandle;
use tonic::Code;

use crate::actions::{Actions, frames};
use crate::client::{Client, timely};
use crate::error::{Error, Result};
use crate::rollout::Played;
use crate::seat::{Seat, held};
use crate::stream::PlayStream;
use crate::tensor::{index, narrowed};
use crate::turn::Turn;
use crate::v1;
use crate::v1::play_request::Message as Up;
use crate::v1::play_response::Message as Down;
use crate::v1::{Access, Act, Attach, Attached, Event, attach};

const KEPT_EVENTS: usize = 1000;

/// Seats of a session, held by one stream.
///
/// A step has a number and happens once. When the connection breaks, or the server is started anew, the participant takes
/// its seats again, once for each loss, and goes on: what was on its way is asked for again. Where that fails the call
/// returns the loss, with code `Unavailable`; `reattach` and `receive` go on from there.
///
/// One that is dropped without `close` breaks its stream: the seats are lost to the others, and their tickets stay good.
pub struct Participant {
    pub(crate) client: Client,
    pub(crate) stream: Option<PlayStream>,
    pub(crate) access: Access,
    pub(crate) session: v1::Session,
    pub(crate) seats: Arc<[Seat]>,
    pub(crate) shards: Vec<Shard>,
    events: VecDeque<Event>,
    /// Why the connection broke, until it is there again.
    pub(crate) lost: Option<Error>,
    /// When it was there again, until a turn has come.
    pub(crate) back: Option<Instant>,
    /// Why nothing more can be done.
    pub(crate) over: Option<Error>,
}

/// Where one shard stands.
#[derive(Default)]
pub(crate) struct Shard {
    pub inbox: VecDeque<Message>,
    pub last: Option<Arc<Turn>>,
    /// The number of the last turn.
    pub step: i64,
    /// What was sent and not yet answered, with the number of the turn that it asks for.
    pub awaited: Option<(Up, i64)>,
    /// A rollout on its way to its last turn.
    pub rollout: Option<JoinHandle<Played>>,
}

/// What waits for its reader.
pub(crate) enum Message {
    Turn(v1::Turn),
    Refusal(v1::PlayError),
}

impl Client {
    /// Takes seats of somebody's session, one per ticket. `wait` returns the turn at which the session stands, or its first
    /// one.
    pub async fn attach(&self, session: &str, tickets: &[impl AsRef<str>]) -> Result<Participant> {
        let tickets = tickets.iter().map(|each| each.as_ref().into()).collect();
        let access = Access { session_id: session.into(), host_token: String::new(), tickets };
        let attach = Attach { target: Some(attach::Target::Access(access.clone())), ..Attach::default() };
        let (stream, attached) = self.open(attach).await?;
        Participant::new(self.clone(), stream, attached, access)
    }
}

impl Participant {
    pub(crate) fn new(client: Client, stream: PlayStream, attached: Attached, access: Access) -> Result<Self> {
        let session = attached.session.unwrap_or_default();
        let seats = held(&session, &attached.seats)?.into();
        let count = session.config.as_ref().map_or(1, |config| config.shards).max(1);
        let step = |shard: usize| session.last_steps.get(shard).copied().unwrap_or(-1);
        let shards = (0..index(count)).map(|shard| Shard { step: step(shard), ..Shard::default() }).collect();
        let (events, lost, back, over) = (VecDeque::new(), None, None, None);
        Ok(Self { client, stream: Some(stream), access, session, seats, shards, events, lost, back, over })
    }

    /// The session's id.
    pub fn id(&self) -> &str {
        &self.session.id
    }

    /// The session as the server described it when this participant attached.
    pub fn session(&self) -> &v1::Session {
        &self.session
    }

    /// Those that it holds.
    pub fn seats(&self) -> &[Seat] {
        &self.seats
    }

    /// `B` of the whole session, all shards together.
    pub fn num_envs(&self) -> usize {
        self.session.config.as_ref().map_or(0, |config| index(config.num_envs)).max(1)
    }

    /// Into how many parts the batch is cut that step on their own.
    pub fn shards(&self) -> usize {
        self.shards.len()
    }

    /// The last turn of a shard that was returned; none before the first.
    pub fn last(&self, shard: usize) -> Option<Arc<Turn>> {
        self.shards.get(shard)?.last.clone()
    }

    /// What happened beside the turns since the last call, oldest first, at most the last thousand: seats lost, deadlines
    /// lapsed, the server draining.
    pub fn events(&mut self) -> Vec<Event> {
        self.events.drain(..).collect()
    }

    /// Acts for the held seats in shard 0 and waits for the turn, that is, until every other remote seat has acted too.
    /// Actions are filed under the seats' keys; a seat of which no agent is active may be left out. When the future is
    /// dropped first the act stays sent, and `receive` takes its turn. A refused step moves nothing: step again.
    pub async fn step<'a, S: Into<String>, A: Into<Actions<'a>>>(
        &mut self,
        actions: impl IntoIterator<Item = (S, A)>,
    ) -> Result<Arc<Turn>> {
        self.settle(0).await?;
        self.send(0, actions)?;
        self.receive(0).await
    }

    /// Acts in one shard and returns at once; `receive` takes the turn.
    pub fn send<'a, S: Into<String>, A: Into<Actions<'a>>>(
        &mut self,
        shard: usize,
        actions: impl IntoIterator<Item = (S, A)>,
    ) -> Result<()> {
        self.free(shard)?;
        let at = &self.shards[shard];
        let given: BTreeMap<_, _> = actions.into_iter().map(|(seat, values)| (seat.into(), values.into())).collect();
        let frames = frames(&self.seats, given, |key| at.last.as_ref().is_some_and(|turn| turn.idle(key)))?;
        let step = at.step + 1;
        let act = Act { shard: narrowed(shard), step: Some(step), frames, turn_slot: None };
        self.ask(shard, step, Up::Act(act));
        Ok(())
    }

    pub(crate) fn ask(&mut self, shard: usize, step: i64, message: Up) {
        if let Some(stream) = &self.stream {
            stream.send(message.clone());
        }
        self.shards[shard].awaited = Some((message, step));
    }

    /// Waits for the turn of the last `send`.
    pub async fn receive(&mut self, shard: usize) -> Result<Arc<Turn>> {
        self.known(shard)?;
        let Some((_, step)) = self.shards[shard].awaited else {
            return Err(Error::not_now("NOT_SENT", format!("shard {shard}: no step is on its way")));
        };
        let turn = self.take(shard, step).await;
        if self.lost.is_none() {
            self.shards[shard].awaited = None; // answered, by a turn or a refusal
        }
        turn
    }

    /// Waits for the next turn without acting: the first one after attaching, or the one of the host's reset.
    pub async fn wait(&mut self, shard: usize) -> Result<Arc<Turn>> {
        self.settle(shard).await?;
        self.take(shard, 0).await
    }

    /// Refuses what cannot be asked for now.
    pub(crate) fn free(&self, shard: usize) -> Result<()> {
        self.known(shard)?;
        if let Some(why) = &self.lost {
            return Err(Error::lost(why));
        }
        let at = &self.shards[shard];
        if at.rollout.is_some() {
            let message =
                format!("shard {shard}: a rollout that was dropped is still played; `step` waits for its end");
            return Err(Error::not_now("ALREADY_ACTED", message));
        }
        if at.awaited.is_some() {
            let message = format!("shard {shard}: a step is on its way; receive its turn first");
            return Err(Error::not_now("ALREADY_ACTED", message));
        }
        Ok(())
    }

    pub(crate) fn known(&self, shard: usize) -> Result<()> {
        if let Some(why) = &self.over {
            return Err(why.clone());
        }
        if shard >= self.shards.len() {
            return Err(Error::bad_request("shard", format!("0 <= shard < {}", self.shards.len()), shard));
        }
        Ok(())
    }

    /// Waits for the end of a rollout that was dropped, then refuses what cannot be asked for now.
    pub(crate) async fn settle(&mut self, shard: usize) -> Result<()> {
        self.known(shard)?;
        self.played(shard).await?;
        self.free(shard)
    }

    /// The next turn that is not older than asked for; where the connection breaks, over another one.
    pub(crate) async fn take(&mut self, shard: usize, least: i64) -> Result<Arc<Turn>> {
        loop {
            if let Some(why) = &self.lost {
                return Err(Error::lost(why));
            }
            if let Some(answer) = self.arrived(shard, least) {
                return answer;
            }
            if let Err(broken) = self.read(shard).await {
                self.come_back(broken).await?;
            }
        }
    }

    /// The turn that was asked for, or the refusal that came in its place, where it is there.
    fn arrived(&mut self, shard: usize, least: i64) -> Option<Result<Arc<Turn>>> {
        let at = &mut self.shards[shard];
        while let Some(message) = at.inbox.pop_front() {
            match message {
                Message::Refusal(refusal) if refusal.step.is_none_or(|step| step >= least) => {
                    return Some(Err(Error::of_detail(refusal.error.unwrap_or_default())));
                }
                Message::Turn(turn)
                    if turn.step >= least && at.last.as_ref().is_none_or(|last| turn.step > last.step) =>
                {
                    let turn = Turn::read(&self.seats, turn).map(Arc::new);
                    if let Ok(turn) = &turn {
                        at.step = turn.step;
                        at.last = Some(turn.clone());
                        self.back = None;
                    }
                    return Some(turn);
                }
                _ => {}
            }
        }
        None
    }

    /// Reads one message and puts it where whoever waits for it looks. An error is the stream's end.
    async fn read(&mut self, waiting: usize) -> Result<()> {
        let ended = || Error::not_now("SESSION_CLOSED", "the server has ended the stream");
        let stream = self.stream.as_mut().ok_or_else(ended)?;
        let message = stream.receive().await?.ok_or_else(ended)?;
        let (shard, message) = match message {
            Down::Turn(turn) => (index(turn.shard), Message::Turn(turn)),
            Down::Error(refusal) => {
                let shard = refusal.shard.map_or(waiting, index);
                (shard, Message::Refusal(refusal))
            }
            Down::Event(event) => {
                self.events.push_back(event);
                self.events.drain(..self.events.len().saturating_sub(KEPT_EVENTS));
                return Ok(());
            }
            Down::Attached(_) => return Ok(()),
        };
        if let Some(at) = self.shards.get_mut(shard) {
            at.inbox.push_back(message);
        }
        Ok(())
    }

    /// Gives the seats back and ends the stream; the session goes on. Twice is once.
    pub async fn close(&mut self) -> Result<()> {
        self.end(false).await
    }

    /// Leaves by the stream; where it is broken it holds no seat, and the session is closed without it.
    pub(crate) async fn end(&mut self, close_session: bool) -> Result<()> {
        let before = self.over.replace(Error::not_now("SESSION_CLOSED", "already closed"));
        let stream = self.stream.take();
        if before.is_some() {
            return Ok(()); // it has ended by itself
        }
        let left = match stream {
            Some(stream) => timely(self.client.settings().timeout, "leave", stream.leave(close_session)).await,
            None => Err(Error::new(Code::Unavailable, "", "the connection was lost")),
        };
        match left {
            Err(error) if error.is_unavailable() && close_session => {
                let request = v1::CloseSessionRequest { access: Some(self.access.clone()) };
                self.client.answer("CloseSession", self.client.sessions().close_session(request)).await.map(drop)
            }
            Err(error) if error.is_unavailable() => Ok(()),
            left => left,
        }
    }
}
