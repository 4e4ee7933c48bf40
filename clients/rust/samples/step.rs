//! Makes a session, steps a batch, and reads what comes back.

use walras::{ResetConfig, SessionConfig};

#[tokio::main]
async fn main() -> walras::Result<()> {
    let client = walras::connect("").await?;
    let config = SessionConfig {
        environment: "auction/chain-v0".into(),
        num_envs: 1024,
        seed: Some(7),
        metrics: vec!["price".into()],
        ..SessionConfig::default()
    };
    let mut session = client.session(config).await?;
    let mut turn = session.reset(ResetConfig::default()).await?;
    let mut seed = 7_u64;
    for _ in 0..100 {
        let bids: Vec<f64> = (0..1024 * 4).map(|_| draw(&mut seed)).collect(); // [B, n]
        turn = session.step([("bidders", bids)]).await?;
    }
    let state = &turn.obs["bidders"]["state"];
    let prices = turn.metrics["price"].values::<f64>(); // [B]
    let mean = prices.iter().sum::<f64>() / prices.len() as f64;
    let ended = turn.done().into_iter().filter(|done| *done).count();
    let (rows, agents) = (state.shape[0], state.shape[1]);
    println!("turn {}: states ({rows}, {agents}), mean price {mean:.3}, {ended} rows ended", turn.step);
    session.close().await
}

/// A number from 0 to 1; a generator of a few lines, for this crate needs no other one.
fn draw(seed: &mut u64) -> f64 {
    *seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
    (*seed >> 11) as f64 / (1_u64 << 53) as f64
}
