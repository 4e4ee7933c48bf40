//! Turns: one step as a participant's seats see it.

use std::collections::BTreeMap;

use prost::bytes::{BufMut, Bytes, BytesMut};

use crate::error::Result;
use crate::layout::Layout;
use crate::seat::Seat;
use crate::tensor::{Tensor, index, size};
use crate::v1::{self, FieldKind, FieldSelector, SeatFrame, TurnCause};

/// Seat to tensor's name to `[B, n, ...]`.
pub type SeatTensors = BTreeMap<String, BTreeMap<String, Tensor>>;

/// One step of one shard as a participant's seats see it. `B` is the shard's number of rows, `n` the number of a seat's
/// agents; all values are row-major, and maps are keyed by the seats' keys.
#[derive(Clone, Debug, Default, PartialEq)]
#[non_exhaustive]
pub struct Turn {
    /// Which shard.
    pub shard: usize,
    /// The turn's number: 0 for the first reset, one more for everything after it.
    pub step: i64,
    /// What made it.
    pub cause: TurnCause,
    /// `[B]`: the row's episode ended by its own rules.
    pub terminated: Vec<bool>,
    /// `[B]`: the row's episode was cut off.
    pub truncated: Vec<bool>,
    /// Seat to tensor's name to `[B, n, ...]`.
    pub obs: SeatTensors,
    /// Seat to f64 `[B, n]`.
    pub reward: BTreeMap<String, Tensor>,
    /// Seat to `[B, n]`: who must act now.
    pub active: BTreeMap<String, Vec<bool>>,
    /// Seat to u8 `[B, n, choices]`, for groups that have one.
    pub action_mask: BTreeMap<String, Tensor>,
    /// Metric to f64 `[B]` or `[B, n]`.
    pub metrics: BTreeMap<String, Tensor>,
    /// Tensor's name to `[B, ...]`, for seats made with it.
    pub privileged: BTreeMap<String, Tensor>,
    /// `[F]`: in `SameStep`, the rows whose episodes ended in this step and have been reset in it.
    pub final_rows: Vec<i32>,
    /// Seat to tensor's name to `[F, n, ...]`: the true last observations of those rows.
    pub final_obs: SeatTensors,
    /// Seat to u8 `[F, n, choices]`, of the same rows.
    pub final_action_mask: BTreeMap<String, Tensor>,
    /// Tensor's name to `[F, ...]`, of the same rows.
    pub final_privileged: BTreeMap<String, Tensor>,
    /// The seats whose actions were not used: the deadline had lapsed.
    pub late: Vec<String>,
}

impl Turn {
    /// `[B]`: whether the row's episode is over, for either reason.
    pub fn done(&self) -> Vec<bool> {
        self.terminated.iter().zip(&self.truncated).map(|(ended, cut)| *ended || *cut).collect()
    }

    /// True if no agent of the seat must act now.
    pub(crate) fn idle(&self, key: &str) -> bool {
        self.active.get(key).is_some_and(|active| !active.is_empty() && !active.contains(&true))
    }

    pub(crate) fn read(seats: &[Seat], message: v1::Turn) -> Result<Self> {
        let cause = message.cause();
        let mut turn = Self { shard: index(message.shard), step: message.step, cause, ..Self::default() };
        for seat in seats {
            if let Some(frame) = frame_of(&message.frames, seat) {
                seat.observation.check(frame, &seat.label)?;
                turn.file(seat, &seat.observation, frame);
            }
            if message.late_seats.contains(&seat.index) {
                turn.late.push(seat.key.clone());
            }
        }
        turn.file_last(seats, &message.final_rows, &message.final_frames, &[]);
        Ok(turn)
    }

    /// Puts a frame's fields where users look for them.
    pub(crate) fn file(&mut self, seat: &Seat, layout: &Layout, frame: &Bytes) {
        for field in &layout.fields {
            let values = field.tensor(frame);
            match field.kind {
                FieldKind::Observation => add(&mut self.obs, &seat.key, &field.name, values),
                FieldKind::Reward => drop(self.reward.insert(seat.key.clone(), values)),
                FieldKind::Active => drop(self.active.insert(seat.key.clone(), values.flags())),
                FieldKind::Terminated => self.terminated = values.flags(),
                FieldKind::Truncated => self.truncated = values.flags(),
                FieldKind::ActionMask => drop(self.action_mask.insert(seat.key.clone(), values)),
                FieldKind::Metric => self.file_metric(seat, &field.name, values),
                FieldKind::Privileged => drop(self.privileged.insert(field.name.clone(), values)),
                // A kind of a newer server is for newer clients; an action is in no such frame.
                FieldKind::Unspecified | FieldKind::Action => {}
            }
        }
    }

    /// Joins a metric of agents along them where several seats of one group have a part of it each.
    fn file_metric(&mut self, seat: &Seat, name: &str, values: Tensor) {
        let before = self.metrics.remove(name);
        let whole = match before {
            Some(before) if seat.key != seat.group && beside(&before, &values) => joined(&before, &values),
            _ => values,
        };
        self.metrics.insert(name.into(), whole);
    }

    /// Reads final frames. Observations come first; a server may keep no more than these.
    pub(crate) fn file_last(&mut self, seats: &[Seat], rows: &[u8], frames: &[SeatFrame], fields: &[FieldSelector]) {
        self.final_rows = rows.as_chunks().0.iter().map(|bytes| i32::from_le_bytes(*bytes)).collect();
        for seat in seats.iter().filter(|_| !rows.is_empty()) {
            let Some(frame) = frame_of(frames, seat) else { continue };
            let layout = seat.observation.only(fields).last(self.final_rows.len());
            for field in layout.fields.into_iter().take_while(|field| field.end() <= frame.len()) {
                let values = field.tensor(frame);
                match field.kind {
                    FieldKind::Observation => add(&mut self.final_obs, &seat.key, &field.name, values),
                    FieldKind::ActionMask => drop(self.final_action_mask.insert(seat.key.clone(), values)),
                    _ => drop(self.final_privileged.insert(field.name, values)),
                }
            }
        }
    }
}

pub(crate) fn add(to: &mut SeatTensors, key: &str, name: &str, values: Tensor) {
    to.entry(key.into()).or_default().insert(name.into(), values);
}

fn frame_of<'a>(frames: &'a [SeatFrame], seat: &Seat) -> Option<&'a Bytes> {
    frames.iter().find(|each| each.seat == seat.index).map(|each| &each.frame)
}

/// Whether these are `[B, n]` and `[B, m]`.
fn beside(first: &Tensor, second: &Tensor) -> bool {
    first.shape.len() == 2 && second.shape.len() == 2 && first.shape[0] == second.shape[0]
}

/// `[B, n]` and `[B, m]` as `[B, n + m]`.
fn joined(first: &Tensor, second: &Tensor) -> Tensor {
    let (n, m) = (first.shape[1], second.shape[1]);
    let (left, right) = (n * size(first.dtype), m * size(second.dtype));
    let mut data = BytesMut::with_capacity(first.data.len() + second.data.len());
    for row in 0..first.shape[0] {
        data.put_slice(&first.data[row * left..(row + 1) * left]);
        data.put_slice(&second.data[row * right..(row + 1) * right]);
    }
    Tensor { dtype: first.dtype, shape: vec![first.shape[0], n + m], data: data.freeze() }
}
