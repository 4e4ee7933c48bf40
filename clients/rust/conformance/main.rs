//! This client's driver for `./walras conformance`: it does what a line of JSON says, and answers with a line.

use std::collections::BTreeMap;
use std::io::{BufRead, Write};
use std::time::Duration;

use serde_json::{Map, Value as Json, json};
use tokio_stream::StreamExt;
use walras::v1::RowOptions;
use walras::{
    Actions, AutoresetMode, Certificate, Client, ClientTlsConfig, Code, ConnectOptions, DataType, Participant,
    ResetConfig, Result, RolloutRequest, SeatTensors, Session, SessionConfig, Tensor, Turn, Values,
};

enum Opened {
    Client(Client),
    Session(Box<Session>),
    Seats(Box<Participant>),
}

#[derive(Default)]
struct Driver {
    /// What is open, oldest first.
    open: Vec<(String, Opened)>,
    snapshots: BTreeMap<String, Vec<u8>>,
}

/// The words of a command; clients/conformance/README.md says what they mean.
struct Command(Json);

#[tokio::main]
async fn main() {
    let mut driver = Driver::default();
    for line in std::io::stdin().lock().lines() {
        let line = line.expect("standard input");
        let command = Command(serde_json::from_str(&line).expect("a line of JSON"));
        let answer = match driver.act(&command).await {
            Ok(value) => json!({"ok": value}),
            Err(error) => {
                json!({"error": {"code": name(error.code), "reason": error.reason, "message": error.message}})
            }
        };
        println!("{answer}");
        std::io::stdout().flush().expect("standard output");
    }
    driver.end().await;
}

/// gRPC's name of a code, as the protocol spells it.
fn name(code: Code) -> String {
    let mut text = String::new();
    for letter in format!("{code:?}").chars() {
        if letter.is_uppercase() && !text.is_empty() {
            text.push('_');
        }
        text.push(letter.to_ascii_uppercase());
    }
    text
}

impl Command {
    fn word(&self, name: &str) -> &str {
        self.0[name].as_str().unwrap_or_default()
    }

    fn count(&self, name: &str) -> usize {
        self.0[name].as_u64().unwrap_or(0).try_into().expect("a count")
    }

    fn number(&self, name: &str) -> i32 {
        self.0[name].as_i64().unwrap_or(0).try_into().expect("a number of 32 bits")
    }

    fn list<T>(&self, name: &str, of: impl Fn(&Json) -> Option<T>) -> Vec<T> {
        let all = self.0[name].as_array().into_iter().flatten();
        all.map(|each| of(each).expect("a list of one kind")).collect()
    }

    fn words(&self, name: &str) -> Vec<String> {
        self.list(name, |each| each.as_str().map(String::from))
    }

    fn connecting(&self) -> ConnectOptions {
        let mut options = ConnectOptions::default();
        options.timeout = Duration::from_secs(20);
        options.token = self.word("token").into();
        if let Some(path) = self.0["ca"].as_str() {
            let authority = std::fs::read(path).expect("an authority");
            options.tls = Some(ClientTlsConfig::new().ca_certificate(Certificate::from_pem(authority)));
        }
        options
    }

    fn session(&self) -> SessionConfig {
        let privileged = self.0["privileged"] == true;
        let mode = format!("AUTORESET_MODE_{}", self.word("autoreset").to_uppercase());
        SessionConfig {
            environment: self.word("environment").into(),
            num_envs: self.number("num_envs"),
            seed: self.0["seed"].as_i64(),
            row_seeds: self.list("row_seeds", Json::as_i64),
            options: walras::options(self.0["options"].clone()),
            autoreset_mode: AutoresetMode::from_str_name(&mode).unwrap_or_default().into(),
            metrics: self.words("metrics"),
            shards: self.number("shards"),
            seats: self.words("seats").iter().map(|label| walras::remote_seat(label, privileged)).collect(),
            ..SessionConfig::default()
        }
    }

    fn reset(&self) -> ResetConfig {
        let mask = self.list("mask", Json::as_bool);
        let mut rows = Vec::new();
        for (name, values) in self.0["options"].as_object().into_iter().flatten() {
            for (row, value) in values.as_array().into_iter().flatten().enumerate() {
                if mask.is_empty() || mask[row] {
                    let options = Map::from_iter([(name.clone(), value.clone())]);
                    let options = walras::options(options.into());
                    rows.push(RowOptions { rows: vec![row.try_into().expect("a row")], options });
                }
            }
        }
        let (seed, row_seeds) = (self.0["seed"].as_i64(), self.list("row_seeds", Json::as_i64));
        ResetConfig {
            shard: self.number("shard"),
            row_mask: mask.into_iter().map(u8::from).collect::<Vec<u8>>().into(),
            seed,
            row_seeds,
            row_options: rows,
            ..ResetConfig::default()
        }
    }

    fn actions(&self) -> Vec<(&String, Actions<'static>)> {
        let seats = self.0["actions"].as_object().into_iter().flatten();
        seats.map(|(seat, tensors)| (seat, seat_actions(tensors))).collect()
    }
}

fn seat_actions(tensors: &Json) -> Actions<'static> {
    let mut actions = Actions::new();
    for (name, tensor) in tensors.as_object().into_iter().flatten() {
        let values = tensor["values"].as_array().into_iter().flatten();
        let values = values.map(|value| value.as_str().map_or_else(|| value.to_string(), String::from));
        let real = tensor["dtype"].as_str().is_some_and(|dtype| dtype.starts_with("float"));
        let values: Values = if real {
            values.map(|word| word.parse().expect("a number")).collect::<Vec<f64>>().into()
        } else {
            values.map(|word| word.parse().expect("a whole number")).collect::<Vec<i64>>().into()
        };
        actions = actions.with(name, values);
    }
    actions
}

impl Driver {
    async fn act(&mut self, of: &Command) -> Result<Json> {
        match of.word("do") {
            "connect" => {
                let client = of.connecting().connect(of.word("address")).await?;
                self.keep(of, Opened::Client(client))
            }
            "session" => {
                let Opened::Client(client) = self.opened(of) else { panic!("no connection: {}", of.0) };
                let session = client.session(of.session()).await?;
                self.keep(of, Opened::Session(Box::new(session)))
            }
            "join" => {
                let seats = of.connecting().join(of.word("address")).await?;
                self.keep(of, Opened::Seats(Box::new(seats)))
            }
            "reset" => Ok(turn(&*self.host(of).reset(of.reset()).await?)),
            "rollout" => rollout(self.host(of), of).await,
            "snapshot" => {
                let made = self.host(of).snapshot().await?;
                self.snapshots.insert(of.word("as").into(), made.to_vec());
                Ok(json!({}))
            }
            "restore" => {
                let snapshot = self.snapshots[of.word("from")].clone();
                Ok(turn(&self.host(of).restore(snapshot.into()).await?[0]))
            }
            "close" => match self.opened(of) {
                Opened::Session(session) => session.close().await.map(|()| json!({})),
                _ => self.seats(of).close().await.map(|()| json!({})),
            },
            "end" => {
                self.end().await;
                Ok(json!({}))
            }
            _ => self.play(of).await,
        }
    }

    async fn play(&mut self, of: &Command) -> Result<Json> {
        let seats = self.seats(of);
        let shard = of.count("shard");
        match of.word("do") {
            "step" => Ok(turn(&*seats.step(of.actions()).await?)),
            "send" => seats.send(shard, of.actions()).map(|()| json!({})),
            "receive" => Ok(turn(&*seats.receive(shard).await?)),
            "wait" => Ok(turn(&*seats.wait(shard).await?)),
            "events" => {
                let events = seats.events();
                let kinds = events.iter().map(|each| each.kind().as_str_name().trim_start_matches("EVENT_KIND_"));
                Ok(json!({"events": kinds.collect::<Vec<_>>()}))
            }
            other => panic!("unknown: {other}"),
        }
    }

    fn keep(&mut self, of: &Command, opened: Opened) -> Result<Json> {
        let seats = match &opened {
            Opened::Client(_) => json!([]),
            Opened::Session(session) => keys(session),
            Opened::Seats(seats) => keys(seats),
        };
        self.open.push((of.word("as").into(), opened));
        Ok(json!({"seats": seats}))
    }

    fn opened(&mut self, of: &Command) -> &mut Opened {
        let name = of.word("of");
        &mut self.open.iter_mut().rev().find(|(each, _)| each == name).expect("something open").1
    }

    fn host(&mut self, of: &Command) -> &mut Session {
        let Opened::Session(session) = self.opened(of) else { panic!("no session: {}", of.0) };
        session
    }

    fn seats(&mut self, of: &Command) -> &mut Participant {
        match self.opened(of) {
            Opened::Session(session) => session,
            Opened::Seats(seats) => seats,
            Opened::Client(_) => panic!("no seats: {}", of.0),
        }
    }

    /// Closes everything, the newest first; its server may have ended.
    async fn end(&mut self) {
        while let Some((_, opened)) = self.open.pop() {
            let _ = match opened {
                Opened::Client(_) => Ok(()),
                Opened::Session(mut session) => session.close().await,
                Opened::Seats(mut seats) => seats.close().await,
            };
        }
    }
}

fn keys(seats: &Participant) -> Json {
    seats.seats().iter().map(|seat| seat.key.as_str()).collect()
}

async fn rollout(session: &mut Session, of: &Command) -> Result<Json> {
    let request = RolloutRequest {
        steps: of.number("steps"),
        policy_seed: of.0["seed"].as_i64(),
        chunk_steps: of.number("chunk_steps"),
        fields: walras::fields(&of.words("fields"))?,
        ..RolloutRequest::default()
    };
    let mut turns = Vec::new();
    let mut chunks = session.rollout(request, walras::uniform()).await?;
    while let Some(chunk) = chunks.next().await.transpose()? {
        for i in 0..chunk.steps {
            let mut seen = turn(&chunk.turn(i));
            seen["actions"] = by_seat(&chunk.actions(i));
            turns.push(seen);
        }
    }
    Ok(json!({"turns": turns}))
}

fn turn(of: &Turn) -> Json {
    json!({
        "step": of.step,
        "cause": of.cause.as_str_name().trim_start_matches("TURN_CAUSE_").to_lowercase(),
        "obs": by_seat(&of.obs),
        "reward": mapped(&of.reward, values),
        "active": of.active,
        "action_mask": mapped(&of.action_mask, values),
        "terminated": of.terminated,
        "truncated": of.truncated,
        "metrics": mapped(&of.metrics, values),
        "privileged": mapped(&of.privileged, tensor),
        "final_rows": of.final_rows,
        "final_obs": by_seat(&of.final_obs),
        "final_action_mask": mapped(&of.final_action_mask, values),
        "final_privileged": mapped(&of.final_privileged, tensor),
        "late": of.late,
    })
}

fn by_seat(all: &SeatTensors) -> Json {
    mapped(all, |tensors| mapped(tensors, tensor))
}

fn mapped<V>(all: &BTreeMap<String, V>, of: impl Fn(&V) -> Json) -> Json {
    all.iter().map(|(name, value)| (name.clone(), of(value))).collect()
}

fn tensor(of: &Tensor) -> Json {
    let dtype = of.dtype.as_str_name().trim_start_matches("DATA_TYPE_").to_lowercase();
    json!({"dtype": dtype, "shape": of.shape, "values": values(of)})
}

/// Numbers, and words where a number of JSON would not hold them.
fn values(of: &Tensor) -> Json {
    match of.dtype {
        DataType::Float64 => json!(of.values::<f64>()),
        DataType::Float32 => of.values::<f32>().iter().map(|value| f64::from(*value)).collect(),
        DataType::Int64 => of.values::<i64>().iter().map(i64::to_string).collect(),
        DataType::Int32 => json!(of.values::<i32>()),
        DataType::Int8 => json!(of.values::<i8>()),
        _ => json!(of.values::<u8>()),
    }
}
