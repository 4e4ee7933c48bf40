//! What sessions and resets are made of.

use std::time::Duration;

use prost::bytes::Bytes;
use serde_json::{Map, Value as Json};

use crate::error::{Error, Result};
use crate::json::to_struct;
use crate::seat::parse_label;
use crate::tensor::narrowed;
use crate::v1::seat_config::Filler;
use crate::v1::{self, AutoresetMode, Backend, Deadline, LogMode, NamedPolicy, RemoteFiller};

/// What a session is made of; the default is one row of everything's default.
#[derive(Clone, Debug, Default)]
pub struct SessionOptions {
    /// `B`, the number of rows; 0 for 1, or for the rows of the parts.
    pub num_envs: usize,
    /// Row r draws from a stream that is a function of the seed and r. None: the server draws one below 2^53.
    pub seed: Option<i64>,
    /// One seed per row instead.
    pub row_seeds: Vec<i64>,
    /// The environment's, as a JSON object; those left out have their defaults. `serde_json::json!({"copies": 2})`.
    pub options: Json,
    /// What happens to finished rows; `NextStep` by default.
    pub autoreset: AutoresetMode,
    /// Who fills which seat. Empty: every group is one seat for a participant. Seats that nobody is named for are played
    /// by their groups' default policies otherwise.
    pub seats: Vec<SeatOptions>,
    /// When a seat is late, and what then; none to wait for ever.
    pub deadline: Option<Deadline>,
    /// The metrics that turns carry; `*` for all.
    pub metrics: Vec<String>,
    /// Into how many equal parts the batch is cut that step on their own; 0 for 1.
    pub shards: usize,
    /// How the session's log is written; the server's default by default.
    pub log: LogMode,
    /// How long the session is kept when nobody is connected; none for the server's default.
    pub keep: Option<Duration>,
    /// Which kernel runs; the server chooses by default.
    pub backend: Backend,
    /// Runs of rows with options and a seed of their own.
    pub parts: Vec<Part>,
}

/// Who fills a seat.
#[derive(Clone, Debug, Default)]
pub struct SeatOptions {
    /// A group, or `group/agent` for one agent of it.
    pub seat: String,
    /// The built-in policy that plays it; empty for a participant.
    pub policy: String,
    /// The policy's, as a JSON object.
    pub policy_options: Json,
    /// Whether a participant sees the privileged tensors, for centralised critics.
    pub privileged: bool,
}

/// A seat for a participant.
impl From<&str> for SeatOptions {
    fn from(seat: &str) -> Self {
        Self { seat: seat.into(), ..Self::default() }
    }
}

/// A run of rows that has options and a seed of its own.
#[derive(Clone, Debug, Default)]
pub struct Part {
    /// How many.
    pub rows: usize,
    /// They take the place of the session's.
    pub options: Json,
    /// The part's; none for one drawn from the session's and the part's index.
    pub seed: Option<i64>,
    /// Whether the part has the session's seed: common random numbers.
    pub same_seed: bool,
}

impl SessionOptions {
    pub(crate) fn config(&self, environment: &str) -> Result<v1::SessionConfig> {
        let keep = self.keep.map(|keep| prost_types::Duration::try_from(keep).unwrap_or_default());
        let parts = self.parts.iter().map(|each| {
            let options = object("parts: options", &each.options)?;
            let rows = narrowed(each.rows);
            Ok(v1::PartConfig { rows, options, seed: each.seed, same_seed: each.same_seed })
        });
        Ok(v1::SessionConfig {
            environment: environment.into(),
            options: object("options", &self.options)?,
            num_envs: narrowed(self.num_envs),
            seed: self.seed,
            row_seeds: self.row_seeds.clone(),
            autoreset_mode: self.autoreset.into(),
            seats: self.seats.iter().map(SeatOptions::config).collect::<Result<_>>()?,
            deadline: self.deadline.clone(),
            metrics: self.metrics.clone(),
            shards: narrowed(self.shards),
            log_mode: self.log.into(),
            keep,
            backend: self.backend.into(),
            parts: parts.collect::<Result<_>>()?,
        })
    }
}

impl SeatOptions {
    fn config(&self) -> Result<v1::SeatConfig> {
        let (group, agent) = parse_label(&self.seat)?;
        let filler = if self.policy.is_empty() {
            Filler::Remote(RemoteFiller { privileged: self.privileged })
        } else {
            let options = object("seats: policy options", &self.policy_options)?;
            Filler::Policy(NamedPolicy { name: self.policy.clone(), options })
        };
        Ok(v1::SeatConfig { group, agent, filler: Some(filler) })
    }
}

/// A JSON object as options; null is none.
pub(crate) fn object(place: &str, values: &Json) -> Result<Option<prost_types::Struct>> {
    match values {
        Json::Null => Ok(None),
        Json::Object(fields) => Ok(Some(to_struct(fields))),
        other => Err(Error::bad_request(place, "a JSON object", other)),
    }
}

/// What a reset does; the default starts new episodes in all rows of shard 0.
#[derive(Clone, Debug, Default)]
pub struct ResetOptions {
    /// Which shard; `B` is its number of rows.
    pub shard: usize,
    /// `[B]`: which rows; empty for all.
    pub mask: Vec<bool>,
    /// A new one for the rows of the mask. None: they go on to the next episodes of their streams.
    pub seed: Option<i64>,
    /// `[B]`: one seed per row instead; those outside the mask are ignored.
    pub row_seeds: Vec<i64>,
    /// Reset options of some rows.
    pub rows: Vec<RowOptions>,
    /// Other options for the new episodes of some parts.
    pub parts: Vec<PartReset>,
}

/// Reset options of some rows.
#[derive(Clone, Debug, Default)]
pub struct RowOptions {
    /// Indices within the shard; they must be in the mask.
    pub rows: Vec<i32>,
    /// Numbers by name.
    pub options: Map<String, Json>,
}

/// Gives the new episodes of one part other options; those left out stay.
#[derive(Clone, Debug, Default)]
pub struct PartReset {
    /// Its index.
    pub part: usize,
    /// They take the place of those that the part has now.
    pub options: Map<String, Json>,
    /// A new one for the part's rows.
    pub seed: Option<i64>,
}

impl ResetOptions {
    pub(crate) fn config(&self, step: Option<i64>) -> v1::ResetConfig {
        let rows = self.rows.iter();
        let rows = rows.map(|each| v1::RowOptions { rows: each.rows.clone(), options: Some(to_struct(&each.options)) });
        let parts = self.parts.iter().map(|each| v1::PartReset {
            part: narrowed(each.part),
            options: Some(to_struct(&each.options)),
            seed: each.seed,
        });
        v1::ResetConfig {
            shard: narrowed(self.shard),
            step,
            row_mask: self.mask.iter().map(|flag| u8::from(*flag)).collect::<Bytes>(),
            seed: self.seed,
            row_seeds: self.row_seeds.clone(),
            row_options: rows.collect(),
            turn_slot: None,
            parts: parts.collect(),
        }
    }
}
