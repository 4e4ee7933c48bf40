package walras.server.rpc;

import io.grpc.ForwardingServerCall.SimpleForwardingServerCall;
import io.grpc.Metadata;
import io.grpc.ServerCall;
import io.grpc.ServerCallHandler;
import io.grpc.ServerInterceptor;
import io.grpc.Status;
import walras.env.Words;

/** Cuts what services that are not ours say at the end of a call, which may repeat whatever the caller sent. */
final class ShortEnds implements ServerInterceptor {
    private static final int LONGEST =
            512; // characters, each of which may take nine bytes in trailers of at most 8 KiB
    private static final int LONGEST_ENCODED = 2048; // bytes

    @Override
    public <Q, A> ServerCall.Listener<Q> interceptCall(
            ServerCall<Q, A> call, Metadata headers, ServerCallHandler<Q, A> next) {
        return next.startCall(
                new SimpleForwardingServerCall<Q, A>(call) {
                    @Override
                    public void close(Status status, Metadata trailers) {
                        super.close(trailers.containsKey(ErrorTrailers.DETAIL) ? status : cut(status), trailers);
                    }
                },
                headers);
    }

    private static Status cut(Status status) {
        String words = status.getDescription();
        if (words == null) {
            return status;
        }
        String cut = Words.cut(words, LONGEST);
        while (ErrorTrailers.percentEncoded(cut) > LONGEST_ENCODED) {
            cut = Words.cut(cut, cut.length() / 2);
        }
        return status.withDescription(cut);
    }
}
