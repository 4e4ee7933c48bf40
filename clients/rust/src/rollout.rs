//! Many steps that the server plays by itself.

use std::collections::BTreeMap;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll, ready};

use prost::bytes::Bytes;
use tokio::sync::mpsc::{Receiver, Sender, channel};
use tokio_stream::Stream;
use tonic::Code;

use crate::actions::keys;
use crate::client::Client;
use crate::error::{Error, Result};
use crate::layout::{Layout, aligned};
use crate::participant::Participant;
use crate::policy::uniform;
use crate::seat::Seat;
use crate::session::Session;
use crate::tensor::narrowed;
use crate::turn::{SeatTensors, Turn, add, beyond};
use crate::v1::{FieldKind, FieldSelector, Policy, RolloutRequest, RolloutResponse, SeatPolicy, TurnCause};

/// How the server plays many steps by itself.
#[derive(Clone, Debug, Default)]
pub struct RolloutOptions {
    /// Which shard.
    pub shard: usize,
    /// Plays every held seat; none for [`uniform`].
    pub policy: Option<Policy>,
    /// Play seats by their keys, instead of `policy`.
    pub policies: BTreeMap<String, Policy>,
    /// The most steps in one chunk; 0 for the server's choice.
    pub chunk_steps: usize,
    /// Of the policies' own draws; none for the session's.
    pub seed: Option<i64>,
    /// What to record: `obs`, `actions`, `reward`, `terminated`, `truncated`, `active`, `action_mask`, `metrics`, `privileged`,
    /// or one tensor of these, as `obs.state`; empty for everything. What is not recorded is not sent.
    pub fields: Vec<String>,
}

const FIELDS: [(&str, FieldKind); 9] = [
    ("obs", FieldKind::Observation),
    ("actions", FieldKind::Action),
    ("reward", FieldKind::Reward),
    ("terminated", FieldKind::Terminated),
    ("truncated", FieldKind::Truncated),
    ("active", FieldKind::Active),
    ("action_mask", FieldKind::ActionMask),
    ("metrics", FieldKind::Metric),
    ("privileged", FieldKind::Privileged),
];

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
        let shard = usize::try_from(self.request.shard).unwrap_or(0);
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
    /// Plays so many steps on the server, without a round trip for each. The trajectory is a [`Stream`] of chunks.
    pub async fn rollout(&mut self, steps: usize, options: RolloutOptions) -> Result<Rollout<'_>> {
        self.settle(options.shard).await?;
        let request = self.rollout_request(steps, options)?;
        let chunks = self.start(request.clone());
        Ok(Rollout { chunks, player: Some(Player { session: self, request, begun: false }), end: None })
    }

    fn rollout_request(&self, steps: usize, options: RolloutOptions) -> Result<RolloutRequest> {
        if options.policy.is_some() && !options.policies.is_empty() {
            return Err(Error::bad_request("rollout", "policy or policies", "both"));
        }
        let stranger = options.policies.keys().find(|key| !keys(self.seats()).contains(&key.as_str()));
        if let Some(key) = stranger {
            return Err(Error::bad_request("rollout: policies", format!("the seats {:?}", keys(self.seats())), key));
        }
        let policies = self.seats().iter().map(|seat| {
            let own = options.policies.get(&seat.key).or(options.policy.as_ref()).cloned();
            let policy = if options.policies.is_empty() { Some(own.unwrap_or_else(uniform)) } else { own };
            let place = format!("rollout: policies[{}]", seat.key);
            let policy = policy.ok_or_else(|| Error::bad_request(&place, "a policy", "nothing"))?;
            Ok(SeatPolicy { seat: seat.index, policy: Some(policy) })
        });
        Ok(RolloutRequest {
            access: Some(self.access.clone()),
            shard: narrowed(options.shard),
            steps: narrowed(steps),
            policies: policies.collect::<Result<_>>()?,
            chunk_steps: narrowed(options.chunk_steps),
            policy_seed: options.seed,
            fields: self.selectors(&options.fields)?,
        })
    }

    fn selectors(&self, fields: &[String]) -> Result<Vec<FieldSelector>> {
        if !fields.is_empty() && !self.client.info().capabilities.iter().any(|each| each == "rollout_fields") {
            return Err(Error::bad_request("rollout: fields", "a server that can leave fields out", "one that cannot"));
        }
        let selector = |text: &String| {
            let (word, name) = text.split_once('.').unwrap_or((text, ""));
            let known = FIELDS.iter().find(|(each, _)| *each == word);
            let expected = "obs, actions, reward, ..., or one tensor, as obs.state";
            let (_, kind) = known.ok_or_else(|| Error::bad_request("rollout: fields", expected, text))?;
            Ok(FieldSelector { kind: (*kind).into(), name: name.into() })
        };
        fields.iter().map(selector).collect()
    }
}

impl Participant {
    /// Has a task read the rollout, which goes on to the end whether anybody takes the chunks or not.
    fn start(&mut self, request: RolloutRequest) -> Receiver<Chunk> {
        let (to, chunks) = channel(1);
        let shard = usize::try_from(request.shard).unwrap_or(0);
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
    let fields: Arc<[FieldSelector]> = request.fields.clone().into();
    let mut call = client.sessions().rollout(request).await?.into_inner();
    while let Some(message) = call.message().await? {
        let chunk = Chunk::of(message, seats.clone(), fields.clone())?;
        *last = Some(chunk.turn(chunk.steps - 1)?);
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
    fields: Arc<[FieldSelector]>,
    message: RolloutResponse,
}

impl Chunk {
    fn of(message: RolloutResponse, seats: Arc<[Seat]>, fields: Arc<[FieldSelector]>) -> Result<Self> {
        let steps = usize::try_from(message.steps).unwrap_or(0);
        let shard = usize::try_from(message.shard).unwrap_or(0);
        if steps < 1 {
            return Err(Error::unreadable("rollout: expected steps, got none"));
        }
        Ok(Self { shard, first_step: message.first_step, steps, seats, fields, message })
    }

    /// The i-th turn of the chunk, as far as it was recorded. It shares the chunk's bytes.
    pub fn turn(&self, i: usize) -> Result<Turn> {
        let step = self.first_step + i64::try_from(i).unwrap_or(0);
        let mut turn = Turn { shard: self.shard, step, cause: TurnCause::Step, ..Turn::default() };
        for seat in self.seats.iter() {
            let layout = seat.observation.only(&self.fields);
            let frame = self.frame(seat, &self.run(seat, false), &layout, i)?;
            turn.file(seat, &layout, &frame)?;
        }
        if let Some(last) = self.message.final_rows.iter().find(|each| each.step == step) {
            turn.file_last(&self.seats, &last.final_rows, &last.final_frames, &self.fields)?;
        }
        Ok(turn)
    }

    /// What led to the i-th turn: seat to tensor's name to `[B, n, ...]`.
    pub fn actions(&self, i: usize) -> Result<SeatTensors> {
        let mut actions = SeatTensors::new();
        for seat in self.seats.iter() {
            let layout = seat.action.only(&self.fields);
            let frame = self.frame(seat, &self.run(seat, true), &layout, i)?;
            for field in &layout.fields {
                add(&mut actions, &seat.key, &field.name, field.tensor(&frame).ok_or_else(|| beyond(seat))?);
            }
        }
        Ok(actions)
    }

    /// All frames of a seat.
    fn run(&self, seat: &Seat, actions: bool) -> Bytes {
        let all = self.message.seats.iter().find(|each| each.seat == seat.index);
        all.map_or_else(Bytes::new, |all| if actions { all.actions.clone() } else { all.frames.clone() })
    }

    /// The i-th of a run of frames, each at a multiple of 64 bytes from the first.
    fn frame(&self, seat: &Seat, run: &Bytes, layout: &Layout, i: usize) -> Result<Bytes> {
        if i >= self.steps {
            return Err(Error::bad_request("chunk", format!("0 <= i < {}", self.steps), i));
        }
        let (stride, size) = (aligned(layout.size), layout.size);
        if run.len() != self.steps * stride {
            let (seat, right, got) = (&seat.label, self.steps * stride, run.len());
            return Err(Error::unreadable(format!("rollout: frames of {seat}: expected {right} bytes, got {got}")));
        }
        Ok(run.slice(i * stride..i * stride + size))
    }
}
