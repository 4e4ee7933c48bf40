//! What the conformance cases do not show: futures and streams that are dropped. Needs a server, `./walras serve`, at
//! `WALRAS_ADDRESS` or on this machine.

use std::future::{Future, poll_fn};
use std::pin::pin;
use std::task::Poll;

use serde_json::json;
use tokio_stream::StreamExt;
use walras::v1::PartConfig;
use walras::{ResetConfig, RolloutRequest, Session, SessionConfig};

const BIDS: [(&str, f64); 1] = [("bidders", 0.5)];

async fn session(config: SessionConfig) -> Session {
    let client = walras::connect("").await.expect("these tests need a server");
    let mut session = client.session(config).await.unwrap();
    session.reset(ResetConfig::default()).await.unwrap();
    session
}

fn rows(num_envs: i32) -> SessionConfig {
    SessionConfig { environment: "auction/chain-v0".into(), num_envs, seed: Some(7), ..SessionConfig::default() }
}

/// Polls a future once, and drops it.
async fn begin(future: impl Future) {
    let mut future = pin!(future);
    poll_fn(|context| {
        let _ = future.as_mut().poll(context);
        Poll::Ready(())
    })
    .await;
}

#[tokio::test]
async fn step_whose_future_is_dropped_stays_sent() {
    let (mut one, mut other) = (session(rows(3)).await, session(rows(3)).await);
    begin(one.step(BIDS)).await;
    assert_eq!(one.step(BIDS).await.unwrap_err().reason, "ALREADY_ACTED");
    assert_eq!(*one.receive(0).await.unwrap(), *other.step(BIDS).await.unwrap());
    assert_eq!(one.receive(0).await.unwrap_err().reason, "NOT_SENT");
    one.close().await.unwrap();
    other.close().await.unwrap();
}

#[tokio::test]
async fn rollout_that_is_dropped_is_played_to_its_end() {
    let mut session = session(rows(512)).await;
    let request = |steps| RolloutRequest { steps, chunk_steps: 3, ..RolloutRequest::default() };
    let mut chunks = session.rollout(request(500), walras::uniform()).await.unwrap();
    assert_eq!(chunks.next().await.unwrap().unwrap().first_step, 1);
    drop(chunks);
    assert_eq!(session.send(0, BIDS).unwrap_err().reason, "ALREADY_ACTED");
    assert_eq!(session.step(BIDS).await.unwrap().step, 501);
    drop(session.rollout(request(10), walras::uniform()).await.unwrap()); // before its first chunk
    assert_eq!(session.reset(ResetConfig::default()).await.unwrap().step, 512);
    session.close().await.unwrap();
}

#[tokio::test]
async fn rollout_that_is_refused_moves_nothing() {
    let mut session = session(rows(1)).await;
    let request = RolloutRequest { steps: 5, ..RolloutRequest::default() };
    let mut chunks = session.rollout(request, walras::named("truthfull")).await.unwrap();
    let error = chunks.next().await.unwrap().unwrap_err();
    assert_eq!((error.reason.as_str(), error.fields["nearest"].as_str()), ("UNKNOWN_POLICY", "truthful"));
    assert!(chunks.next().await.is_none());
    drop(chunks);
    assert_eq!(session.step(BIDS).await.unwrap().step, 1);
    session.close().await.unwrap();
}

#[tokio::test]
async fn parts_have_options_of_their_own() {
    let options = |discount| walras::options(json!({"discount": discount}));
    let part = |discount| PartConfig { rows: 2, options: options(discount), ..PartConfig::default() };
    let mut session = session(SessionConfig { parts: vec![part(0.9), part(0.5)], ..rows(0) }).await;
    assert_eq!(session.num_envs(), 4);
    assert_eq!(session.step(BIDS).await.unwrap().terminated.len(), 4);
    session.close().await.unwrap();
    assert_eq!(session.step(BIDS).await.unwrap_err().reason, "SESSION_CLOSED");
}
