package walras.server;

import com.google.common.util.concurrent.ListenableFuture;
import com.google.protobuf.ByteString;
import io.grpc.ManagedChannel;
import io.grpc.Status;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import walras.v1.Access;
import walras.v1.RestoreRequest;
import walras.v1.RestoreResponse;
import walras.v1.SessionServiceGrpc;

/**
 * Callers that send large messages all at once, in rounds: a program of its own, for what waits to be sent takes more
 * memory than the server may have. It writes how the calls ended.
 */
final class Flooder {
    private static final int ROUND_SECONDS = 60;

    private Flooder() {}

    /** @param connections over which the calls go */
    static Process start(int port, int connections, int calls, int bytes, int rounds) throws IOException {
        return new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx1g",
                        "-XX:MaxDirectMemorySize=4g",
                        "-cp",
                        System.getProperty("java.class.path"),
                        Flooder.class.getName(),
                        Integer.toString(port),
                        Integer.toString(connections),
                        Integer.toString(calls),
                        Integer.toString(bytes),
                        Integer.toString(rounds))
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
    }

    public static void main(String[] arguments) throws InterruptedException {
        int port = Integer.parseInt(arguments[0]);
        int connections = Integer.parseInt(arguments[1]);
        int calls = Integer.parseInt(arguments[2]);
        RestoreRequest large = RestoreRequest.newBuilder()
                .setAccess(Access.newBuilder().setSessionId("none"))
                .setSnapshot(ByteString.copyFrom(new byte[Integer.parseInt(arguments[3])]))
                .build();
        Map<String, Integer> ends = new TreeMap<>();
        for (int round = 0; round < Integer.parseInt(arguments[4]); round++) {
            List<ManagedChannel> channels = new ArrayList<>();
            for (int k = 0; k < connections; k++) {
                channels.add(ServerProcess.channel(port));
            }
            List<ListenableFuture<RestoreResponse>> answers = new ArrayList<>();
            for (int k = 0; k < calls; k++) {
                answers.add(SessionServiceGrpc.newFutureStub(channels.get(k % connections))
                        .withDeadlineAfter(ROUND_SECONDS, TimeUnit.SECONDS)
                        .restore(large));
            }
            for (ListenableFuture<RestoreResponse> answer : answers) {
                ends.merge(code(answer), 1, Integer::sum);
            }
            for (ManagedChannel channel : channels) { // and with it what refused calls have not sent
                channel.shutdownNow().awaitTermination(ROUND_SECONDS, TimeUnit.SECONDS);
            }
        }
        System.out.println(ends);
        System.exit(0);
    }

    private static String code(ListenableFuture<RestoreResponse> answer) throws InterruptedException {
        try {
            answer.get();
            return "OK";
        } catch (ExecutionException failed) {
            return Status.fromThrowable(failed).getCode().name();
        }
    }
}
