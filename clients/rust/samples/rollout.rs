//! Plays many steps on the server with a policy that is sent as data, and reads the whole trajectory.

use tokio_stream::StreamExt;
use walras::{PolicyHead, ResetConfig, RolloutRequest, SessionConfig};

#[tokio::main]
async fn main() -> walras::Result<()> {
    let client = walras::connect("").await?;
    let config = SessionConfig {
        environment: "auction/chain-v0".into(),
        num_envs: 256,
        seed: Some(7),
        metrics: vec!["environment_reward".into()],
        ..SessionConfig::default()
    };
    let mut session = client.session(config).await?;
    session.reset(ResetConfig::default()).await?;
    let solution = client.solve("auction/chain-v0", None).await?;
    // One bid per state: half of what winning in it is worth.
    let worth = solution.tables["v_star"].values.values::<f64>();
    let bids: Vec<f64> = worth.iter().map(|value| value / 2.0).collect();
    let head = PolicyHead { noise_std: 0.05, ..PolicyHead::default() };
    let policy = walras::lookup(&bids, &[bids.len(), 1], head);
    let (mut played, mut found, mut steps, mut shape) = (Mean::default(), Mean::default(), 0, Vec::new());
    let mut chunks = session.rollout(RolloutRequest { steps: 128, ..RolloutRequest::default() }, policy).await?;
    while let Some(chunk) = chunks.next().await.transpose()? {
        for i in 0..chunk.steps {
            let bid = &chunk.actions(i)["bidders"]["bid"];
            played.add(&bid.values());
            found.add(&chunk.turn(i).metrics["environment_reward"].values());
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
