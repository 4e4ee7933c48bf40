//! Bids more the nearer the goal is. Whoever plays gets one seat of one match, and plays until the match is over.

#[tokio::main(flavor = "current_thread")]
async fn main() -> walras::Result<()> {
    let address = std::env::var("WALRAS_JOIN").expect("WALRAS_JOIN has the seat's address");
    let mut seat = walras::join(&address).await?;
    match play(&mut seat).await {
        Err(over) if over.reason == "SESSION_CLOSED" => Ok(()),
        ended => ended,
    }
}

async fn play(seat: &mut walras::Participant) -> walras::Result<()> {
    let mut turn = seat.wait(0).await?;
    loop {
        let states = turn.obs["bidders"]["state"].values::<i32>(); // [rows, 1]
        let bids: Vec<f64> = states.iter().map(|&state| 0.3 + 0.1 * f64::from(state)).collect();
        turn = seat.step([("bidders", &bids)]).await?;
    }
}
