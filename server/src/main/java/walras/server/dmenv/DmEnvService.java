package walras.server.dmenv;

import dm_env_rpc.v1.DmEnvRpc.EnvironmentRequest;
import dm_env_rpc.v1.DmEnvRpc.EnvironmentResponse;
import dm_env_rpc.v1.EnvironmentGrpc;
import io.grpc.ServerServiceDefinition;
import io.grpc.stub.ServerCallStreamObserver;
import io.grpc.stub.StreamObserver;
import walras.server.rpc.Services;

/** The service {@code dm_env_rpc.v1.Environment}. */
public final class DmEnvService extends EnvironmentGrpc.EnvironmentImplBase {
    private final Services services;
    private final WorldProperties properties;

    private DmEnvService(Services services) {
        this.services = services;
        properties = new WorldProperties(services.registry());
    }

    /** The service, ready to be added to a server. */
    public static ServerServiceDefinition of(Services services) {
        return services.guarded(new DmEnvService(services).bindService());
    }

    @Override
    public StreamObserver<EnvironmentRequest> process(StreamObserver<EnvironmentResponse> response) {
        ServerCallStreamObserver<EnvironmentResponse> call = (ServerCallStreamObserver<EnvironmentResponse>) response;
        call.disableAutoRequest();
        DmEnvStream stream = new DmEnvStream(call, services, properties);
        call.setOnCancelHandler(stream::end);
        call.setOnCloseHandler(stream::end);
        call.request(1);
        return stream;
    }
}
