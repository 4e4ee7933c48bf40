package walras.server.wire;

import com.google.protobuf.CodedOutputStream;
import io.grpc.MethodDescriptor;
import java.io.IOException;
import java.io.InputStream;

/** Writes what the participants of many lanes are sent: the turns straight from their stored bytes. */
public final class PlayManyOutMarshaller implements MethodDescriptor.Marshaller<PlayManyOut> {
    /** Heads and small frames are gathered here; a call of the transport costs as much as copying some hundred bytes. */
    private static final int SCRATCH_BYTES = 16 << 10;

    @Override
    public InputStream stream(PlayManyOut out) {
        return new WrittenStream(out.length(), SCRATCH_BYTES) {
            @Override
            void write(CodedOutputStream target) throws IOException {
                out.write(target);
            }

            @Override
            void release() {
                out.release();
            }
        };
    }

    @Override
    public PlayManyOut parse(InputStream stream) {
        throw new UnsupportedOperationException("a server does not receive responses");
    }
}
