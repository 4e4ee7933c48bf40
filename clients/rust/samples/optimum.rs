//! Prints the exact optimum of an environment, and how far built-in policies are from it.

use serde_json::json;
use tokio_stream::StreamExt;
use walras::{Client, ResetConfig, RolloutRequest, SessionConfig, Tensor};

#[tokio::main]
async fn main() -> walras::Result<()> {
    let client = walras::connect("").await?;
    let solution = client.solve("auction/chain-v0", walras::options(json!({"discount": 0.99}))).await?;
    println!("Q*, [state, primitive]:");
    print_matrix(&solution.tables["q_star"].values);
    for policy in ["truthful", "random"] {
        println!("{policy} bidders lose {:.5} per step", mean_regret(&client, policy).await?);
    }
    Ok(())
}

/// Plays 20 steps of 256 rows on the server.
async fn mean_regret(client: &Client, policy: &str) -> walras::Result<f64> {
    let config = SessionConfig {
        environment: "auction/chain-v0".into(),
        num_envs: 256,
        seed: Some(7),
        metrics: vec!["regret".into()],
        ..SessionConfig::default()
    };
    let mut session = client.session(config).await?;
    session.reset(ResetConfig::default()).await?;
    let (mut sum, mut count) = (0.0, 0);
    let request = RolloutRequest { steps: 20, ..RolloutRequest::default() };
    let mut chunks = session.rollout(request, walras::named(policy)).await?;
    while let Some(chunk) = chunks.next().await.transpose()? {
        for i in 0..chunk.steps {
            let turn = chunk.turn(i);
            let regret = turn.metrics["regret"].values::<f64>();
            sum += regret.iter().sum::<f64>();
            count += regret.len();
        }
    }
    drop(chunks);
    session.close().await?;
    Ok(sum / count as f64)
}

/// Prints `[rows, columns]` with at most four decimals, all numbers equally wide.
fn print_matrix(table: &Tensor) {
    let words: Vec<String> = table.values::<f64>().iter().map(|value| format!("{value:.4}")).collect();
    let words: Vec<&str> = words.iter().map(|word| word.trim_end_matches('0')).collect();
    let width = words.iter().map(|word| word.len()).max().unwrap_or(0);
    let rows: Vec<String> = words
        .chunks(table.shape[1])
        .map(|row| row.iter().map(|word| format!("{word:<width$}")).collect::<Vec<_>>().join(" "))
        .collect();
    println!("[[{}]]", rows.join("]\n ["));
}
