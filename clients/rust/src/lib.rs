//! Plays in the economies of a Walras server: batches of them, over one stream.
//!
//! ```no_run
//! # async fn play() -> walras::Result<()> {
//! use walras::{ResetConfig, SessionConfig};
//!
//! let client = walras::connect("").await?; // WALRAS_ADDRESS, else localhost:50051
//! let environment = "auction/chain-v0".into();
//! let config = SessionConfig { environment, num_envs: 256, seed: Some(7), ..Default::default() };
//! let mut session = client.session(config).await?;
//! let mut turn = session.reset(ResetConfig::default()).await?;
//! for _ in 0..100 {
//!     turn = session.step([("bidders", 0.5)]).await?; // [B, n, ...] values, row-major, or one for all
//! }
//! let states = turn.obs["bidders"]["state"].values::<i32>(); // [B, n], a view of what arrived
//! # drop(states);
//! session.close().await
//! # }
//! ```
//!
//! Calls are futures of a tokio runtime. One that is dropped takes nothing back: a step that was sent stays sent, and
//! [`Participant::receive`] takes its turn.

mod actions;
mod address;
mod client;
mod error;
mod host;
mod layout;
mod participant;
mod reattach;
mod requests;
mod rollout;
mod seat;
mod session;
mod stream;
mod tensor;
mod turn;

pub use actions::{Actions, Values};
pub use client::{Client, ConnectOptions, Solution, Table, connect, join};
pub use error::{Error, Result};
pub use host::Host;
pub use participant::Participant;
pub use requests::{fields, lookup, named, options, policy_seat, remote_seat, uniform};
pub use rollout::{Chunk, Rollout};
pub use seat::Seat;
pub use session::Session;
pub use tensor::{DataType, Element, Tensor};
pub use tonic::Code;
pub use tonic::transport::{Certificate, ClientTlsConfig, Identity};
pub use turn::{SeatTensors, Turn};
pub use v1::{
    AutoresetMode, Event, EventKind, Policy, PolicyHead, ResetConfig, RolloutRequest, SessionConfig, TurnCause,
};

/// The protocol's messages, as they are generated from `proto/`: requests are made of them.
#[allow(missing_docs, clippy::all, rustdoc::all)]
pub mod v1 {
    tonic::include_proto!("walras.v1");
}

/// This client's version, which is the server's.
pub const VERSION: &str = env!("CARGO_PKG_VERSION");
