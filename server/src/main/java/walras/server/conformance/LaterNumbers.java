package walras.server.conformance;

import io.grpc.ManagedChannel;
import io.grpc.Server;
import io.grpc.netty.NettyServerBuilder;
import io.grpc.stub.StreamObserver;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.function.UnaryOperator;
import walras.v1.Attached;
import walras.v1.CatalogServiceGrpc;
import walras.v1.GetServerInfoRequest;
import walras.v1.GetServerInfoResponse;
import walras.v1.PlayRequest;
import walras.v1.PlayResponse;
import walras.v1.PlayServiceGrpc;

/**
 * A server whose sessions have been played for long: it hands everything to another one, and its numbers of turns are greater
 * by so many. A number's length moves the frames that follow it in a message, so that they begin at every offset modulo 8.
 */
final class LaterNumbers implements AutoCloseable {
    private final ManagedChannel behind;
    private final long more;
    private final Server server;

    LaterNumbers(ManagedChannel behind, long more) throws IOException {
        this.behind = behind;
        this.more = more;
        server = NettyServerBuilder.forAddress(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))
                .addService(new Catalog())
                .addService(new Play())
                .build()
                .start();
    }

    String place() {
        return "127.0.0.1:" + server.getPort();
    }

    private final class Catalog extends CatalogServiceGrpc.CatalogServiceImplBase {
        @Override
        public void getServerInfo(GetServerInfoRequest request, StreamObserver<GetServerInfoResponse> answer) {
            CatalogServiceGrpc.newStub(behind).getServerInfo(request, answer);
        }
    }

    private final class Play extends PlayServiceGrpc.PlayServiceImplBase {
        @Override
        public StreamObserver<PlayRequest> play(StreamObserver<PlayResponse> answer) {
            return each(
                    PlayServiceGrpc.newStub(behind).play(each(answer, LaterNumbers.this::later)),
                    LaterNumbers.this::earlier);
        }
    }

    private static <T> StreamObserver<T> each(StreamObserver<T> to, UnaryOperator<T> change) {
        return new StreamObserver<>() {
            @Override
            public void onNext(T message) {
                to.onNext(change.apply(message));
            }

            @Override
            public void onError(Throwable why) {
                to.onError(why);
            }

            @Override
            public void onCompleted() {
                to.onCompleted();
            }
        };
    }

    private PlayRequest earlier(PlayRequest message) {
        PlayRequest.Builder changed = message.toBuilder();
        if (message.hasAct() && message.getAct().hasStep()) {
            changed.getActBuilder().setStep(message.getAct().getStep() - more);
        } else if (message.hasReset() && message.getReset().hasStep()) {
            changed.getResetBuilder().setStep(message.getReset().getStep() - more);
        } else if (message.hasAttach()) {
            for (int i = 0; i < message.getAttach().getLastStepsCount(); i++) {
                changed.getAttachBuilder().setLastSteps(i, message.getAttach().getLastSteps(i) - more);
            }
        }
        return changed.build();
    }

    private PlayResponse later(PlayResponse message) {
        PlayResponse.Builder changed = message.toBuilder();
        if (message.hasTurn()) {
            changed.getTurnBuilder().setStep(message.getTurn().getStep() + more);
        } else if (message.hasError() && message.getError().hasStep()) {
            changed.getErrorBuilder().setStep(message.getError().getStep() + more);
        } else if (message.hasAttached()) {
            Attached.Builder attached = changed.getAttachedBuilder();
            for (int i = 0; i < attached.getSession().getLastStepsCount(); i++) {
                attached.getSessionBuilder()
                        .setLastSteps(i, attached.getSession().getLastSteps(i) + more);
            }
        }
        return changed.build();
    }

    @Override
    public void close() {
        server.shutdownNow();
    }
}
