package walras.server.wire;

import io.grpc.MethodDescriptor;
import io.grpc.protobuf.ProtoUtils;
import java.io.InputStream;
import walras.v1.PlayResponse;

/** Writes what participants are sent: a turn straight from its stored bytes, anything else as its message. */
public final class PlayOutMarshaller implements MethodDescriptor.Marshaller<PlayOut> {
    private final MethodDescriptor.Marshaller<PlayResponse> messages =
            ProtoUtils.marshaller(PlayResponse.getDefaultInstance());

    @Override
    public InputStream stream(PlayOut out) {
        if (out instanceof PlayOut.HotTurn hot) {
            return new TurnStream(hot.turn(), hot.seats());
        }
        return messages.stream(((PlayOut.Message) out).response());
    }

    @Override
    public PlayOut parse(InputStream stream) {
        throw new UnsupportedOperationException("a server does not receive responses");
    }
}
