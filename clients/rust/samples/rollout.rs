//! Plays many steps on the server with a policy that is sent as data, and reads the whole trajectory.

use serde_json::Value::Null;
use tokio_stream::StreamExt;
use walras::{PolicyHead, ResetOptions, RolloutOptions, SessionOptions};

#[tokio::main]
async fn main() -> walras::Result<()> {
    let client = walras::connect("").await?;
    let metrics = vec!["environment_reward".into()];
    let options = SessionOptions { num_envs: 256, seed: Some(7), metrics, ..SessionOptions::default() };
    let mut session = client.session("auction/chain-v0", options).await?;
    session.reset(ResetOptions::default()).await?;
    let solution = client.solve("auction/chain-v0", Null).await?;
    // One bid per state: half of what winning in it is worth.
    let worth = solution.tables["v_star"].values.values::<f64>();
    let bids: Vec<f64> = worth.iter().map(|value| value / 2.0).collect();
    let head = PolicyHead { noise_std: 0.05, ..PolicyHead::default() };
    let policy = Some(walras::lookup(&bids, &[bids.len(), 1], head));
    let (mut played, mut found, mut steps, mut shape) = (Mean::default(), Mean::default(), 0, Vec::new());
    let mut chunks = session.rollout(128, RolloutOptions { policy, ..RolloutOptions::default() }).await?;
    while let Some(chunk) = chunks.next().await.transpose()? {
        for i in 0..chunk.steps {
            let bid = &chunk.actions(i)?["bidders"]["bid"];
            played.add(&bid.values());
            found.add(&chunk.turn(i)?.metrics["environment_reward"].values());
            shape.clone_from(&bid.shape);
        }
        steps += chunk.steps;
    }
    drop(chunks);
    let (rows, agents) = (shape[0], shape[1]);
    println!("bids ({steps}, {rows}, {agents}), mean {:.3}; reward per step {:.4}", played.value(), found.value());
    session.close().await
}

#[derive(Default)]
struct Mean {
    sum: f64,
    count: usize,
}

impl Mean {
    fn add(&mut self, values: &[f64]) {
        self.sum += values.iter().sum::<f64>();
        self.count += values.len();
    }

    fn value(&self) -> f64 {
        self.sum / self.count as f64
    }
}
