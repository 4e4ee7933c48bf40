//! A connection to a server.

use std::collections::BTreeMap;
use std::future::Future;
use std::sync::Arc;
use std::time::Duration;

use prost_types::Struct;
use tonic::metadata::{Ascii, MetadataValue};
use tonic::service::Interceptor;
use tonic::service::interceptor::InterceptedService;
use tonic::transport::{Channel, ClientTlsConfig, Endpoint};
use tonic::{Code, Request, Response, Status};

use crate::address::{Place, SeatAddress};
use crate::error::{Error, Result};
use crate::participant::Participant;
use crate::tensor::Tensor;
use crate::v1;
use crate::v1::catalog_service_client::CatalogServiceClient;
use crate::v1::play_service_client::PlayServiceClient;
use crate::v1::session_service_client::SessionServiceClient;

const PROTOCOL_MAJOR: i32 = 1;
const TIMEOUT: Duration = Duration::from_secs(30);
const RECONNECT: Duration = Duration::from_secs(10);
/// What a message has beside frames and options, at most: specifications, names, row numbers.
const SPARE_BYTES: i64 = 4 << 20;
const STREAM_WINDOW: u32 = 4 << 20;
const CONNECTION_WINDOW: u32 = 16 << 20;

/// Connects to a server: `host:port`, `unix:PATH`, `grpc://host:port` (plaintext) or `grpcs://host:port` (TLS); empty for
/// `WALRAS_ADDRESS`, else `localhost:50051`.
pub async fn connect(address: &str) -> Result<Client> {
    ConnectOptions::default().connect(address).await
}

/// Takes the seats of an address, `walras://host:port/SESSION?ticket=TICKET`, or `walrass://` with TLS; `ticket` may repeat.
pub async fn join(address: &str) -> Result<Participant> {
    ConnectOptions::default().join(address).await
}

/// How to connect.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct ConnectOptions {
    /// A bearer token, sent with every call; empty for none.
    pub token: String,
    /// TLS with these certificates. Without it, and unless `plaintext`, a server on this machine is spoken to in plaintext,
    /// and any other with TLS and the system's certificates.
    pub tls: Option<ClientTlsConfig>,
    /// No TLS.
    pub plaintext: bool,
    /// How long the server may take to answer a call, to make a session, to give seats and to let go of them; 30 seconds
    /// by default. A step waits for the other seats.
    pub timeout: Duration,
    /// For how long a participant tries to reach the server again where its connection breaks; 10 seconds by default, zero
    /// for not at all.
    pub reconnect: Duration,
}

impl Default for ConnectOptions {
    fn default() -> Self {
        Self { token: String::new(), tls: None, plaintext: false, timeout: TIMEOUT, reconnect: RECONNECT }
    }
}

impl ConnectOptions {
    /// Connects, as [`connect`] does.
    pub async fn connect(&self, address: &str) -> Result<Client> {
        let place = Place::parse(address)?;
        let local = place.local();
        let secure = self.tls.is_some() || place.secure || !self.plaintext && !place.plain && !local;
        let endpoint = self.endpoint(&place, secure)?;
        Client::greet(endpoint.connect_lazy(), place, secure, self.clone()).await
    }

    /// Takes seats, as [`join`] does.
    pub async fn join(&self, address: &str) -> Result<Participant> {
        let to = SeatAddress::parse(address)?;
        let scheme = if to.secure { "grpcs" } else { "grpc" };
        let client = self.connect(&format!("{scheme}://{}", to.host)).await?;
        client.attach(&to.session, &to.tickets).await
    }

    fn endpoint(&self, place: &Place, secure: bool) -> Result<Endpoint> {
        let uri = match (place.is_socket(), secure) {
            (true, _) => place.target.clone(),
            (false, true) => format!("https://{}", place.target),
            (false, false) => format!("http://{}", place.target),
        };
        let wrong =
            |error: tonic::transport::Error| Error::bad_request("address", "one that gRPC takes", chain(&error));
        let endpoint = Endpoint::from_shared(uri)
            .map_err(wrong)?
            .connect_timeout(self.timeout)
            // A machine that is gone says nothing: ask, and break the streams that wait for it.
            .http2_keep_alive_interval(Duration::from_secs(30))
            .keep_alive_timeout(Duration::from_secs(20))
            .initial_stream_window_size(STREAM_WINDOW)
            .initial_connection_window_size(CONNECTION_WINDOW);
        if !secure {
            return Ok(endpoint);
        }
        let tls = self.tls.clone().unwrap_or_else(|| ClientTlsConfig::new().with_native_roots());
        endpoint.tls_config(tls).map_err(wrong)
    }
}

fn chain(error: &dyn std::error::Error) -> String {
    error.source().map_or_else(|| error.to_string(), |cause| format!("{error}: {}", chain(cause)))
}

/// Puts the token into every call.
#[derive(Clone)]
pub(crate) struct Bearer(Option<MetadataValue<Ascii>>);

impl Interceptor for Bearer {
    fn call(&mut self, mut request: Request<()>) -> std::result::Result<Request<()>, Status> {
        if let Some(token) = &self.0 {
            request.metadata_mut().insert("authorization", token.clone());
        }
        Ok(request)
    }
}

type Authorized = InterceptedService<Channel, Bearer>;

/// A connection to a server. A clone is the same connection; sessions and seats made of it have a stream of their own.
#[derive(Clone)]
pub struct Client {
    shared: Arc<Shared>,
}

struct Shared {
    place: Place,
    secure: bool,
    settings: ConnectOptions,
    service: Authorized,
    info: v1::GetServerInfoResponse,
    /// The longest message that the server's limits allow it to send.
    most: usize,
}

impl Client {
    /// Asks who the server is, and takes its limits.
    async fn greet(channel: Channel, place: Place, secure: bool, settings: ConnectOptions) -> Result<Self> {
        let token = (!settings.token.is_empty()).then(|| format!("Bearer {}", settings.token).parse());
        let token = token.transpose();
        let token = token.map_err(|_| Error::bad_request("token", "printable ASCII characters", "others"))?;
        let service = InterceptedService::new(channel, Bearer(token));
        let client = format!("walras-rust/{}", crate::VERSION);
        let mut catalog = CatalogServiceClient::new(service.clone());
        let request = v1::GetServerInfoRequest { protocol_major: PROTOCOL_MAJOR, client };
        let info = match within(settings.timeout, "GetServerInfo", catalog.get_server_info(request)).await {
            Ok(answer) => answer,
            Err(mut error) if error.is_unavailable() => {
                let where_to = "start one with ./walras serve, or say where it is with an address or WALRAS_ADDRESS";
                error.message = format!("no server answers at {}: {where_to} ({})", place.target, error.message);
                return Err(error);
            }
            Err(error) => return Err(error),
        };
        let limits = info.limits.unwrap_or_default();
        // All frames of a session are within the frames' limit; a turn may have its final frames beside them, and the
        // description of a session its options twice.
        let most = 2 * limits.max_frame_bytes + 2 * limits.max_option_bytes + limits.max_message_bytes + SPARE_BYTES;
        let most = usize::try_from(most).unwrap_or(usize::MAX);
        Ok(Self { shared: Arc::new(Shared { place, secure, settings, service, info, most }) })
    }

    /// What the server said of itself: version, capabilities, limits, devices.
    pub fn info(&self) -> &v1::GetServerInfoResponse {
        &self.shared.info
    }

    /// Where the server is.
    pub fn address(&self) -> &str {
        &self.shared.place.target
    }

    pub(crate) fn place(&self) -> (&Place, bool) {
        (&self.shared.place, self.shared.secure)
    }

    pub(crate) fn settings(&self) -> &ConnectOptions {
        &self.shared.settings
    }

    pub(crate) fn catalog(&self) -> CatalogServiceClient<Authorized> {
        CatalogServiceClient::new(self.shared.service.clone()).max_decoding_message_size(self.shared.most)
    }

    pub(crate) fn sessions(&self) -> SessionServiceClient<Authorized> {
        SessionServiceClient::new(self.shared.service.clone()).max_decoding_message_size(self.shared.most)
    }

    pub(crate) fn play(&self) -> PlayServiceClient<Authorized> {
        PlayServiceClient::new(self.shared.service.clone()).max_decoding_message_size(self.shared.most)
    }

    /// Waits for an answer for as long as the server may take.
    pub(crate) async fn answer<T>(
        &self,
        method: &str,
        call: impl Future<Output = std::result::Result<Response<T>, Status>>,
    ) -> Result<T> {
        within(self.shared.settings.timeout, method, call).await
    }

    /// The catalogue: those whose id starts with the prefix, in alphabetical order of id.
    pub async fn environments(&self, prefix: &str) -> Result<Vec<v1::EnvironmentSummary>> {
        let request = v1::ListEnvironmentsRequest { prefix: prefix.into() };
        Ok(self.answer("ListEnvironments", self.catalog().list_environments(request)).await?.environments)
    }

    /// One environment under given options: groups, spaces, options, metrics, policies, sources.
    pub async fn environment(&self, id: &str, options: Option<Struct>) -> Result<v1::EnvironmentSpec> {
        let request = v1::GetEnvironmentRequest { environment: id.into(), options };
        let answer = self.answer("GetEnvironment", self.catalog().get_environment(request)).await?;
        Ok(answer.spec.unwrap_or_default())
    }

    /// The exact solution under given options.
    pub async fn solve(&self, id: &str, options: Option<Struct>) -> Result<Solution> {
        let request = v1::SolveRequest { environment: id.into(), options };
        let answer = self.answer("Solve", self.catalog().solve(request)).await?;
        let tables = answer.tables.into_iter().map(|each| {
            let values = Tensor::received(each.values.unwrap_or_default())?;
            Ok((each.name, Table { values, dims: each.dims }))
        });
        Ok(Solution {
            environment: answer.environment,
            options: answer.options.unwrap_or_default(),
            tables: tables.collect::<Result<_>>()?,
            certificate: answer.certificate.into_iter().collect(),
        })
    }

    /// The sessions of the server, without anything private.
    pub async fn list_sessions(&self) -> Result<Vec<v1::SessionSummary>> {
        Ok(self.answer("ListSessions", self.sessions().list_sessions(v1::ListSessionsRequest {})).await?.sessions)
    }
}

/// An exact solution.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Solution {
    /// The environment's id.
    pub environment: String,
    /// The options that were solved for, defaults included.
    pub options: Struct,
    /// The solution, by name: `q_star`.
    pub tables: BTreeMap<String, Table>,
    /// How good it is: residuals, gaps, iterations, by name.
    pub certificate: BTreeMap<String, f64>,
}

/// One table of a solution.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct Table {
    /// f64.
    pub values: Tensor,
    /// What each dimension counts: `state`, `primitive`.
    pub dims: Vec<String>,
}

async fn within<T>(
    limit: Duration,
    method: &str,
    call: impl Future<Output = std::result::Result<Response<T>, Status>>,
) -> Result<T> {
    timely(limit, method, async { Ok(call.await?.into_inner()) }).await
}

/// Waits for something for so long.
pub(crate) async fn timely<T>(limit: Duration, method: &str, call: impl Future<Output = Result<T>>) -> Result<T> {
    match tokio::time::timeout(limit, call).await {
        Ok(answer) => answer,
        Err(_) => {
            let message = format!("{method}: expected an answer within {limit:?}, got none; `timeout` waits longer");
            Err(Error::new(Code::DeadlineExceeded, "", message))
        }
    }
}
