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
    for step in 0..100 {
        let bids: Vec<f64> = (0..1024 * 4).map(|i| f64::from((7 * step + 3 * i) % 11) / 10.0).collect(); // [B, n]
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
