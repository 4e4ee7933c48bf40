package walras.server.rpc;

import com.google.protobuf.Struct;
import io.grpc.stub.StreamObserver;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.function.Supplier;
import walras.env.Economy;
import walras.env.Environment;
import walras.env.Options;
import walras.env.Problem;
import walras.env.Profile;
import walras.env.Registry;
import walras.env.TableSize;
import walras.env.batch.Evaluation;
import walras.server.session.work.Limits;
import walras.server.session.work.TableMemory;
import walras.server.wire.EvaluationMessages;
import walras.server.wire.OptionValues;
import walras.server.wire.SpecMessages;
import walras.v1.CatalogServiceGrpc;
import walras.v1.EnvironmentSummary;
import walras.v1.EvaluateRequest;
import walras.v1.EvaluateResponse;
import walras.v1.GetEnvironmentRequest;
import walras.v1.GetEnvironmentResponse;
import walras.v1.GetServerInfoRequest;
import walras.v1.GetServerInfoResponse;
import walras.v1.ListEnvironmentsRequest;
import walras.v1.ListEnvironmentsResponse;
import walras.v1.LogMode;
import walras.v1.SolveRequest;
import walras.v1.SolveResponse;

/** What the server is and what it offers. */
final class CatalogRpc extends CatalogServiceGrpc.CatalogServiceImplBase {
    static final int PROTOCOL_MAJOR = 1;
    static final int PROTOCOL_MINOR = 0;

    private final Registry registry;
    private final Supplier<Limits> limits; // those that hold now
    private final TableMemory tables;
    private final Calls calls;
    private final ServerInfo info;
    private final ClientNames clients = new ClientNames();

    CatalogRpc(Registry registry, Supplier<Limits> limits, TableMemory tables, Calls calls, ServerInfo info) {
        this.registry = registry;
        this.limits = limits;
        this.tables = tables;
        this.calls = calls;
        this.info = info;
    }

    @Override
    public void getServerInfo(GetServerInfoRequest request, StreamObserver<GetServerInfoResponse> response) {
        calls.answer(response, () -> {
            int major = request.getProtocolMajor();
            if (major != 0 && major != PROTOCOL_MAJOR) {
                throw Problem.precondition(
                        "PROTOCOL_VERSION",
                        "protocol_major",
                        Integer.toString(PROTOCOL_MAJOR),
                        Integer.toString(major));
            }
            clients.connected(request.getClient());
            return GetServerInfoResponse.newBuilder()
                    .setVersion(info.version())
                    .setProtocolMajor(PROTOCOL_MAJOR)
                    .setProtocolMinor(PROTOCOL_MINOR)
                    .addAllCapabilities(info.capabilities())
                    .setLimits(SpecMessages.write(limits.get()))
                    .addAllDevices(info.devices())
                    .setLocalSocket(info.localSocket())
                    .setDefaultLogMode(
                            LogMode.valueOf("LOG_MODE_" + info.logMode().name()))
                    .build();
        });
    }

    @Override
    public void listEnvironments(ListEnvironmentsRequest request, StreamObserver<ListEnvironmentsResponse> response) {
        calls.answer(response, () -> {
            ListEnvironmentsResponse.Builder list = ListEnvironmentsResponse.newBuilder();
            for (Environment environment : registry.environments()) {
                if (environment.id().startsWith(request.getPrefix())) {
                    list.addEnvironments(EnvironmentSummary.newBuilder()
                            .setId(environment.id())
                            .setSummary(environment.summary()));
                }
            }
            return list.build();
        });
    }

    @Override
    public void getEnvironment(GetEnvironmentRequest request, StreamObserver<GetEnvironmentResponse> response) {
        Supplier<GetEnvironmentResponse> work = () -> under(
                request.getEnvironment(),
                request.getOptions(),
                0,
                (environment, options) -> GetEnvironmentResponse.newBuilder()
                        .setGuide(SpecMessages.write(environment.guide()))
                        .setSpec(SpecMessages.write(environment, options, environment.economy(options)))
                        .build());
        calls.answerMade(response, work, Function.identity(), late -> {});
    }

    @Override
    public void solve(SolveRequest request, StreamObserver<SolveResponse> response) {
        calls.answerSolved(
                response,
                () -> under(
                        request.getEnvironment(),
                        request.getOptions(),
                        0,
                        (environment, options) -> SpecMessages.write(
                                environment,
                                options,
                                environment.economy(options).solve())));
    }

    @Override
    public void evaluate(EvaluateRequest request, StreamObserver<EvaluateResponse> response) {
        int rows = Evaluation.ROWS_MOST;
        calls.answerSolved(
                response,
                () -> under(request.getEnvironment(), request.getOptions(), rows, (environment, options) -> {
                    Economy economy = environment.economy(options);
                    Profile profile = EvaluationMessages.profile(request.getSeatsList(), economy.spec());
                    return EvaluationMessages.write(environment, options, Evaluation.of(economy, profile));
                }));
    }

    /**
     * Does something with an environment under options, whose tables are counted for as long as it takes.
     *
     * @param rows that are played meanwhile
     */
    private <T> T under(String id, Struct given, int rows, BiFunction<Environment, Options, T> work) {
        Environment environment = registry.find(id);
        Options options = environment.options().resolve(OptionValues.read(given));
        TableSize size = environment.tables(options);
        return tables.use(size.plus(0, size.rowsBytes(rows)), () -> work.apply(environment, options));
    }
}
