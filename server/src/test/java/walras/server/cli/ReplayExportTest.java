package walras.server.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.google.protobuf.ByteString;
import com.google.protobuf.Struct;
import com.google.protobuf.Value;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import walras.env.Economy;
import walras.env.Environment;
import walras.env.Registry;
import walras.env.batch.AutoresetMode;
import walras.env.batch.Batch;
import walras.env.batch.Dataset;
import walras.server.Frames;
import walras.server.PlayClient;
import walras.server.RunningServer;
import walras.server.report.Json;
import walras.v1.Act;
import walras.v1.Attached;
import walras.v1.LogMode;
import walras.v1.NamedPolicy;
import walras.v1.PlayRequest;
import walras.v1.RemoteFiller;
import walras.v1.ResetConfig;
import walras.v1.SeatConfig;
import walras.v1.SeatFrame;
import walras.v1.SessionConfig;

/** From a session over the wire to a learner from its data, and errors on the way. */
class ReplayExportTest {
    private static final String ID = "exchange/markov-v0";
    private static final int ROWS = 8;
    private static final int SHARDS = 2;
    private static final int STEPS = 40;
    private static final double NOISE = 0.1;

    @TempDir
    private Path folder = Path.of("");

    private static int action(int step) {
        return step * step % 3;
    }

    private static SessionConfig config() {
        return SessionConfig.newBuilder()
                .setEnvironment(ID)
                .setOptions(Struct.newBuilder()
                        .putFields(
                                "noise",
                                Value.newBuilder().setNumberValue(NOISE).build()))
                .setNumEnvs(ROWS)
                .setShards(SHARDS)
                .setSeed(11)
                .setAutoresetMode(walras.v1.AutoresetMode.AUTORESET_MODE_SAME_STEP)
                .setLogMode(LogMode.LOG_MODE_WRITTEN)
                .addSeats(SeatConfig.newBuilder().setGroup("planner").setRemote(RemoteFiller.getDefaultInstance()))
                .addSeats(SeatConfig.newBuilder()
                        .setGroup("consumers")
                        .setPolicy(NamedPolicy.newBuilder().setName("random")))
                .build();
    }

    /** Plays a session as the planner and returns its logs, in the order of shards. */
    private List<Path> play() throws IOException {
        Path data = folder.resolve("data");
        try (RunningServer server = new RunningServer(settings -> settings.dataDir(data))) {
            PlayClient client = new PlayClient(server.channel());
            Attached attached = client.create(config());
            for (int shard = 0; shard < SHARDS; shard++) {
                client.send(PlayRequest.newBuilder()
                        .setReset(ResetConfig.newBuilder().setShard(shard)));
                client.turn();
            }
            for (int t = 1; t <= STEPS; t++) {
                ByteString frame = ByteString.copyFrom(
                        Frames.filled(attached.getSession().getSeats(0).getActionLayout(), action(t)));
                for (int shard = 0; shard < SHARDS; shard++) {
                    client.send(PlayRequest.newBuilder()
                            .setAct(Act.newBuilder()
                                    .setShard(shard)
                                    .setStep(t)
                                    .addFrames(SeatFrame.newBuilder().setFrame(frame))));
                    client.turn();
                }
            }
            client.leave(true);
            client.end();
            String id = attached.getSession().getId();
            return List.of(
                    data.resolve("closed").resolve(id + ".0.log"),
                    data.resolve("closed").resolve(id + ".1.log"));
        }
    }

    /** The same play without a server: shard after shard. */
    private static Dataset playedInProcess() {
        Environment environment = Registry.discover().find(ID);
        Economy economy = environment.economy(environment.options().resolve(Map.of("noise", NOISE)));
        Dataset dataset = Dataset.of(economy).orElseThrow();
        for (int shard = 0; shard < SHARDS; shard++) {
            Batch batch = Batch.of(economy)
                    .rows(ROWS / SHARDS)
                    .firstRow(shard * ROWS / SHARDS)
                    .seed(11)
                    .autoreset(AutoresetMode.SAME_STEP)
                    .policy("consumers", "random", Map.of())
                    .build();
            batch.reset(null, null);
            Dataset.Watch watch = dataset.watch(batch);
            for (int t = 1; t <= STEPS; t++) {
                Arrays.fill(batch.tensors().group("planner").action("action").i32(), action(t));
                watch.before();
                batch.step();
                watch.after();
            }
        }
        return dataset;
    }

    private static Map<?, ?> parsed(CommandRun run) {
        assertEquals(0, run.exit(), run.err());
        if (Json.parse(run.out()) instanceof Map<?, ?> report) {
            return report;
        }
        throw new AssertionError(run.out());
    }

    // Guards the way from the wire to a learner: one wrong column, order or episode, and the files differ.
    @Test
    void export_sessionOverTheWire_isTheDataThatItsPlayWouldHaveGivenInProcess() throws IOException {
        List<Path> logs = play();
        Dataset expected = playedInProcess();
        for (String format : expected.formats()) {
            Path out = folder.resolve("data." + format);
            Map<?, ?> report = parsed(CommandRun.of(
                    "replay",
                    "export",
                    "--json",
                    logs.get(0).toString(),
                    logs.get(1).toString(),
                    out.toString()));
            Path same = folder.resolve("same." + format);
            expected.write(same, format);
            assertEquals(Files.readString(same), Files.readString(out));
            assertEquals(ROWS * STEPS / 4.0, report.get("episodes"));
            assertEquals(format, report.get("format"));
            expected.summary()
                    .forEach((name, value) ->
                            assertEquals(Double.isFinite(value) ? value : null, report.get(name), name));
            assertTrue(report.get("mplm_suboptimality") instanceof Double gap && gap >= 0);
        }
        CommandRun learnt = CommandRun.of(
                "run", ID, "--policy", "planner=mplm:@" + folder.resolve("data.json"), "--episodes", "3", "--json");
        assertEquals(0, learnt.exit(), learnt.err());
    }

    @Test
    void export_whatCannotBe_isSaid() throws IOException {
        CommandRun noFile = CommandRun.of("replay", "export", "nowhere.log", "out.csv");
        assertEquals(2, noFile.exit());
        assertTrue(noFile.err().contains("nowhere.log"), noFile.err());
        assertEquals(2, CommandRun.of("replay", "export", "only.log").exit());
        Path text = Files.writeString(folder.resolve("text.log"), "no log");
        assertEquals(
                1,
                CommandRun.of("replay", "export", text.toString(), folder + "/out.csv")
                        .exit());
    }
}
