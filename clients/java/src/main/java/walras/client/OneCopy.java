package walras.client;

import com.google.protobuf.CodedInputStream;
import com.google.protobuf.Message;
import com.google.protobuf.Parser;
import com.google.protobuf.UnsafeByteOperations;
import io.grpc.MethodDescriptor;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;

/**
 * Reads messages with one copy of their bytes, of which frames are views; gRPC's own reader makes two. For streams of long
 * messages.
 *
 * @param parser of the messages
 */
record OneCopy<A extends Message>(Parser<A> parser) implements MethodDescriptor.Marshaller<A> {
    /** The method, its answers read so. */
    static <Q, A extends Message> MethodDescriptor<Q, A> of(MethodDescriptor<Q, A> method, Parser<A> parser) {
        return method.toBuilder(method.getRequestMarshaller(), new OneCopy<>(parser))
                .build();
    }

    @Override
    public InputStream stream(A message) {
        return message.toByteString().newInput();
    }

    @Override
    public A parse(InputStream stream) {
        try {
            byte[] bytes = new byte[stream.available()]; // all of the message, which gRPC has whole
            int length = stream.readNBytes(bytes, 0, bytes.length);
            if (length < bytes.length || stream.read() >= 0) {
                throw new IOException("a message of another length than it said");
            }
            CodedInputStream input = UnsafeByteOperations.unsafeWrap(bytes).newCodedInput();
            input.enableAliasing(true);
            A message = parser.parseFrom(input);
            input.checkLastTagWas(0);
            return message;
        } catch (IOException unreadable) {
            throw new UncheckedIOException("a message that is none of the protocol's", unreadable);
        }
    }
}
