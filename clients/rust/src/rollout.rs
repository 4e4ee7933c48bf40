//! Many steps that the server plays by itself.

use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll, ready};

use prost::bytes::Bytes;
use tokio::sync::mpsc::{Receiver, Sender, channel};
use tokio_stream::Stream;
use tonic::Code;

use crate::client::Client;
use crate::error::{Error, Result};
use crate::layout::{Layout, aligned};
use crate::participant::Participant;
use crate::seat::Seat;
use crate::session::Session;
use crate::tensor::index;
use crate::turn::{SeatTensors, Turn, add};
use crate::v1::{FieldSelector, FinalRows, Policy, RolloutRequest, RolloutResponse, SeatPolicy, TurnCause};

/// The chunks of a trajectory, as they arrive.
///
/// One that is dropped lets the server play on to the end, unread, so that the session always stands where all the steps
/// lead; what is asked of the shard next waits for that. When the connection breaks before a step was taken the rollout is
/// played anew, once; steps that were taken are lost, and the session goes on after them.
pub struct Rollout<'a> {
    chunks: Receiver<Chunk>,
    /// Who goes on when there are no more chunks; none while it does.
    player: Option<Player<'a>>,
    end: Option<End<'a>>,
}

type End<'a> = Pin<Box<dyn Future<Output = Result<Option<(Receiver<Chunk>, Player<'a>)>>> + Send + 'a>>;

struct Player<'a> {
    session: &'a mut Participant,
    request: RolloutRequest,
    begun: bool,
}

impl Stream for Rollout<'_> {
    type Item = Result<Chunk>;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        loop {
            if let Some(end) = &mut self.end {
                let more = ready!(end.as_mut().poll(context));
                self.end = None;
                match more {
                    Ok(Some((chunks, player))) => (self.chunks, self.player) = (chunks, Some(player)),
                    Ok(None) => return Poll::Ready(None),
                    Err(error) => return Poll::Ready(Some(Err(error))),
                }
            }
            if self.player.is_none() {
                return Poll::Ready(None);
            }
            if let Some(chunk) = ready!(self.chunks.poll_recv(context)) {
                self.player.iter_mut().for_each(|player| player.begun = true);
                return Poll::Ready(Some(Ok(chunk)));
            }
            self.end = self.player.take().map(|player| Box::pin(player.finish()) as End<'_>);
        }
    }
}

impl<'a> Player<'a> {
    /// Takes the last turn; where the connection broke before a step was taken, plays anew.
    async fn finish(self) -> Result<Option<(Receiver<Chunk>, Player<'a>)>> {
        let shard = index(self.request.shard);
        if self.session.played(shard).await? || self.begun {
            return Ok(None);
        }
        let chunks = self.session.start(self.request.clone());
        Ok(Some((chunks, Player { begun: true, ..self })))
    }
}

/// How a rollout ended.
pub(crate) struct Played {
    last: Option<Turn>,
    end: Result<()>,
}

impl Session {
    /// Plays many steps on the server, without a round trip for each. The trajectory is a [`Stream`] of chunks. The request
    /// needs no access; the policy plays the held seats for which it names none.
    pub async fn rollout(&mut self, mut request: RolloutRequest, policy: Policy) -> Result<Rollout<'_>> {
        self.settle(index(request.shard)).await?;
        request.access = Some(self.access.clone());
        for seat in self.seats() {
            if request.policies.iter().all(|each| each.seat != seat.index) {
                request.policies.push(SeatPolicy { seat: seat.index, policy: Some(policy.clone()) });
            }
        }
        let chunks = self.start(request.clone());
        Ok(Rollout { chunks, player: Some(Player { session: self, request, begun: false }), end: None })
    }
}

impl Participant {
    /// Has a task read the rollout, which goes on to the end whether anybody takes the chunks or not.
    fn start(&mut self, request: RolloutRequest) -> Receiver<Chunk> {
        let (to, chunks) = channel(1);
        let shard = index(request.shard);
        let (client, seats) = (self.client.clone(), self.seats.clone());
        self.shards[shard].rollout = Some(tokio::spawn(async move {
            let mut last = None;
            let end = read(&client, request, &seats, to, &mut last).await;
            Played { last, end }
        }));
        chunks
    }

    /// Waits for the end of a shard's rollout, if there is one, and takes its last turn. False where the connection broke,
    /// is there again, and no step was taken.
    pub(crate) async fn played(&mut self, shard: usize) -> Result<bool> {
        let at = &mut self.shards[shard];
        let Some(task) = &mut at.rollout else { return Ok(true) };
        let played = task.await;
        at.rollout = None;
        let played = played.map_err(|_| Error::unreadable("rollout: its reader has failed"))?;
        if let Some(turn) = played.last {
            at.step = turn.step;
            at.last = Some(Arc::new(turn));
        }
        let why = match played.end {
            Err(error) if error.is_unavailable() => error,
            end => return end.map(|()| true),
        };
        let step = at.step;
        self.come_back(why.clone()).await?;
        let stands = self.session.last_steps.get(shard).copied().unwrap_or(step);
        if stands == step {
            return Ok(false);
        }
        self.take(shard, stands).await?;
        let message = format!(
            "rollout: the connection broke when steps were taken, and they are lost ({why}); the session goes on at turn {stands}"
        );
        Err(Error::new(Code::Unavailable, "", message))
    }
}

async fn read(
    client: &Client,
    request: RolloutRequest,
    seats: &Arc<[Seat]>,
    to: Sender<Chunk>,
    last: &mut Option<Turn>,
) -> Result<()> {
    let fields = request.fields.clone();
    let mut call = client.sessions().rollout(request).await?.into_inner();
    while let Some(message) = call.message().await? {
        let chunk = Chunk::of(message, seats, &fields)?;
        *last = Some(chunk.turn(chunk.steps - 1));
        let _ = to.send(chunk).await; // who has dropped the rollout wants no more of it
    }
    Ok(())
}

/// A run of steps of a rollout.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Chunk {
    /// Which shard.
    pub shard: usize,
    /// The number of the first turn.
    pub first_step: i64,
    /// How many there are.
    pub steps: usize,
    seats: Arc<[Seat]>,
    fields: Vec<FieldSelector>,
    frames: Vec<Run>,
    actions: Vec<Run>,
    last: Vec<FinalRows>,
}

/// A seat's frames, one after another, each at a multiple of 64 bytes from the first.
#[derive(Clone, Debug)]
struct Run {
    layout: Layout,
    bytes: Bytes,
}

impl Run {
    fn frame(&self, i: usize) -> Bytes {
        let start = i * aligned(self.layout.size);
        self.bytes.slice(start..start + self.layout.size)
    }
}

impl Chunk {
    fn of(message: RolloutResponse, seats: &Arc<[Seat]>, fields: &[FieldSelector]) -> Result<Self> {
        let steps = index(message.steps);
        let (mut frames, mut actions) = (Vec::new(), Vec::new());
        for seat in seats.iter() {
            let came = message.seats.iter().find(|each| each.seat == seat.index).cloned().unwrap_or_default();
            frames.push(Run { layout: seat.observation.only(fields), bytes: came.frames });
            actions.push(Run { layout: seat.action.only(fields), bytes: came.actions });
        }
        for run in frames.iter().chain(&actions) {
            let (right, got) = (steps * aligned(run.layout.size), run.bytes.len());
            if right != got || steps == 0 {
                return Err(Error::unreadable(format!("rollout: expected {right} bytes of frames, got {got}")));
            }
        }
        let (shard, first_step, last) = (index(message.shard), message.first_step, message.final_rows);
        Ok(Self { shard, first_step, steps, seats: seats.clone(), fields: fields.to_vec(), frames, actions, last })
    }

    /// The i-th turn of the chunk, as far as it was recorded. It shares the chunk's bytes.
    ///
    /// # Panics
    ///
    /// Where i is not below `steps`, as an index beyond a slice does.
    pub fn turn(&self, i: usize) -> Turn {
        let step = self.first_step + i64::try_from(i).unwrap_or(0);
        let mut turn = Turn { shard: self.shard, step, cause: TurnCause::Step, ..Turn::default() };
        for (seat, run) in self.seats.iter().zip(&self.frames) {
            turn.file(seat, &run.layout, &run.frame(i));
        }
        if let Some(last) = self.last.iter().find(|each| each.step == step) {
            turn.file_last(&self.seats, &last.final_rows, &last.final_frames, &self.fields);
        }
        turn
    }

    /// What led to the i-th turn: seat to tensor's name to `[B, n, ...]`.
    ///
    /// # Panics
    ///
    /// As `turn` does.
    pub fn actions(&self, i: usize) -> SeatTensors {
        let mut actions = SeatTensors::new();
        for (seat, run) in self.seats.iter().zip(&self.actions) {
            let frame = run.frame(i);
            run.layout.fields.iter().for_each(|field| add(&mut actions, &seat.key, &field.name, field.tensor(&frame)));
        }
        actions
    }
}
