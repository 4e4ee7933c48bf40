package walras.server.dmenv;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dm_env_rpc.v1.DmEnvRpc.ActionObservationSpecs;
import dm_env_rpc.v1.DmEnvRpc.EnvironmentRequest;
import dm_env_rpc.v1.DmEnvRpc.EnvironmentResponse;
import dm_env_rpc.v1.DmEnvRpc.EnvironmentStateType;
import dm_env_rpc.v1.DmEnvRpc.StepResponse;
import dm_env_rpc.v1.DmEnvRpc.Tensor;
import dm_env_rpc.v1.DmEnvRpc.TensorSpec;
import dm_env_rpc.v1.EnvironmentGrpc;
import io.grpc.Channel;
import io.grpc.ClientInterceptors;
import io.grpc.Metadata;
import io.grpc.Status;
import io.grpc.stub.MetadataUtils;
import io.grpc.stub.StreamObserver;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import walras.env.Environment;
import walras.env.OptionSpec;
import walras.env.Registry;
import walras.server.RunningServer;
import walras.server.session.plan.Secret;

/** The facade for dm_env_rpc over a real port, beyond what the library's own compliance classes look at. */
final class DmEnvServiceTest {
    @TempDir
    private Path folder = Path.of("");

    /** A client that waits for each answer. */
    private static final class Client implements StreamObserver<EnvironmentResponse>, AutoCloseable {
        private final BlockingQueue<Object> answers = new LinkedBlockingQueue<>();
        private final StreamObserver<EnvironmentRequest> requests;

        Client(Channel channel) {
            requests = EnvironmentGrpc.newStub(channel).process(this);
        }

        Object ask(EnvironmentRequest.Builder request) throws InterruptedException {
            requests.onNext(request.build());
            return Objects.requireNonNull(answers.poll(30, TimeUnit.SECONDS), "no answer");
        }

        EnvironmentResponse answer(EnvironmentRequest.Builder request) throws InterruptedException {
            EnvironmentResponse answer = (EnvironmentResponse) ask(request);
            assertFalse(answer.hasError(), answer::toString);
            return answer;
        }

        String create(String environment) throws InterruptedException {
            return answer(created(environment)).getCreateWorld().getWorldName();
        }

        ActionObservationSpecs join(String world) throws InterruptedException {
            EnvironmentRequest.Builder request = EnvironmentRequest.newBuilder();
            request.getJoinWorldBuilder().setWorldName(world);
            return answer(request).getJoinWorld().getSpecs();
        }

        @Override
        public void onNext(EnvironmentResponse answer) {
            answers.add(answer);
        }

        @Override
        public void onError(Throwable why) {
            answers.add(why);
        }

        @Override
        public void onCompleted() {
            answers.add("completed");
        }

        @Override
        public void close() {
            requests.onCompleted();
        }
    }

    private static EnvironmentRequest.Builder created(String environment) {
        EnvironmentRequest.Builder request = EnvironmentRequest.newBuilder();
        Tensor.Builder id = Tensor.newBuilder();
        id.getStringsBuilder().addArray(environment);
        request.getCreateWorldBuilder().putSettings("environment", id.build());
        return request;
    }

    private static List<String> names(Iterable<TensorSpec> specs) {
        Set<String> names = new HashSet<>();
        specs.forEach(spec -> assertTrue(names.add(spec.getName()), "twice: " + spec.getName()));
        return List.copyOf(names);
    }

    // Guards: a family whose tensors have no place in this protocol, or whose options have a name of the facade's own.
    @Test
    void worlds_ofEveryEnvironment_areJoinedAndShowWhatTheySay() throws IOException, InterruptedException {
        Set<String> own = Set.of("environment", "seed", "seats", "policies");
        try (RunningServer running = new RunningServer(settings -> settings)) {
            for (Environment environment : Registry.discover().environments()) {
                assertTrue(environment.options().specs().stream()
                        .map(OptionSpec::name)
                        .noneMatch(own::contains));
                try (Client client = new Client(running.channel())) {
                    ActionObservationSpecs specs = client.join(client.create(environment.id()));
                    names(specs.getActionsMap().values());
                    assertTrue(names(specs.getObservationsMap().values()).contains("reward"));
                    EnvironmentRequest.Builder step = EnvironmentRequest.newBuilder();
                    step.getStepBuilder()
                            .addAllRequestedObservations(
                                    specs.getObservationsMap().keySet());
                    StepResponse first = client.answer(step).getStep();
                    assertEquals(EnvironmentStateType.RUNNING, first.getState(), environment.id());
                    specs.getObservationsMap().forEach((uid, spec) -> {
                        Tensor seen = first.getObservationsOrThrow(uid);
                        assertEquals(spec.getShapeList(), seen.getShapeList(), spec.getName());
                        assertEquals(
                                spec.getShapeList().stream()
                                        .mapToInt(Integer::intValue)
                                        .reduce(1, (a, b) -> a * b),
                                elements(seen),
                                environment.id() + ": " + spec.getName());
                    });
                }
            }
        }
    }

    private static int elements(Tensor tensor) {
        return switch (tensor.getPayloadCase()) {
            case UINT8S -> tensor.getUint8S().getArray().size();
            case INT32S -> tensor.getInt32S().getArrayCount();
            case INT64S -> tensor.getInt64S().getArrayCount();
            case FLOATS -> tensor.getFloats().getArrayCount();
            case DOUBLES -> tensor.getDoubles().getArrayCount();
            default -> throw new AssertionError(tensor.getPayloadCase());
        };
    }

    // Guards: a player who makes worlds, or who is kept from those that a host has made.
    @Test
    void roles_aPlayer_joinsAndMakesNone() throws IOException, InterruptedException {
        Path file = folder.resolve("access.yaml");
        Files.writeString(
                file,
                "tokens:\n  - {name: h, role: host, sha256: " + Secret.of("h").hash()
                        + "}\n  - {name: p, role: player, sha256: "
                        + Secret.of("p").hash() + "}\n");
        try (RunningServer running = new RunningServer(settings -> settings.accessFile(Optional.of(file)));
                Client host = new Client(as(running, "h"));
                Client player = new Client(as(running, "p"))) {
            EnvironmentResponse refused = (EnvironmentResponse) player.ask(created("counter-v0"));
            assertEquals(
                    Status.Code.PERMISSION_DENIED.value(), refused.getError().getCode());
            player.join(host.create("counter-v0"));
        }
    }

    private static Channel as(RunningServer running, String token) {
        Metadata headers = new Metadata();
        headers.put(Metadata.Key.of("authorization", Metadata.ASCII_STRING_MARSHALLER), "Bearer " + token);
        return ClientInterceptors.intercept(running.channel(), MetadataUtils.newAttachHeadersInterceptor(headers));
    }

    // Guards: a stream that waits for ever after its last request, a seat that stays taken.
    @Test
    void end_ofAStream_completesItAndFreesItsSeats() throws IOException, InterruptedException {
        try (RunningServer running = new RunningServer(settings -> settings);
                Client host = new Client(running.channel())) {
            String world = host.create("counter-v0");
            Client guest = new Client(running.channel());
            guest.join(world);
            guest.close();
            assertEquals("completed", guest.answers.poll(30, TimeUnit.SECONDS));
            host.join(world);
        }
    }
}
