//! One session and two participants: each has an address, and a step happens when both have acted.

use serde_json::json;
use walras::{ResetConfig, SessionConfig, remote_seat};

#[tokio::main]
async fn main() -> walras::Result<()> {
    let client = walras::connect("").await?;
    let config = SessionConfig {
        environment: "auction/chain-v0".into(),
        seed: Some(7),
        options: walras::options(json!({"copies": 1})),
        seats: vec![remote_seat("bidders/0", false), remote_seat("bidders/1", false)],
        ..SessionConfig::default()
    };
    let host = client.host(config).await?;
    let first = tokio::spawn(bid(host.address(&host.labels[..1])?, 0.2));
    let second = tokio::spawn(bid(host.address(&host.labels[1..])?, 0.4));
    host.reset(ResetConfig::default()).await?;
    for program in [first, second] {
        program.await.expect("a participant has failed")?;
    }
    host.close().await
}

/// One participant; usually a program of its own.
async fn bid(address: String, amount: f64) -> walras::Result<()> {
    let mut seat = walras::join(&address).await?;
    let mut turn = seat.wait(0).await?;
    while !turn.done().contains(&true) {
        turn = seat.step([("bidders", amount)]).await?;
    }
    let earned = turn.reward["bidders"].values::<f64>()[0];
    println!("{} bid {amount} and earned {earned:.3} in its last step", seat.seats()[0].label);
    seat.close().await
}
