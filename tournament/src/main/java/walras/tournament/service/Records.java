package walras.tournament.service;

import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.util.JsonFormat;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import walras.v1.Tournament;
import walras.v1.TournamentState;

/** What is kept of a tournament in its folder: how it stands, its text, and its store. */
final class Records {
    static final String STORE = "store.sqlite";
    private static final String RECORD = "tournament.json";
    private static final String TEXT = "tournament.yaml";

    private Records() {}

    static void write(Path folder, Tournament tournament, String text) throws IOException {
        Files.writeString(folder.resolve(TEXT), text);
        Path next = folder.resolve(RECORD + ".next");
        Files.writeString(next, JsonFormat.printer().print(tournament));
        Files.move(next, folder.resolve(RECORD), StandardCopyOption.ATOMIC_MOVE);
    }

    static String text(Path folder) throws IOException {
        return Files.readString(folder.resolve(TEXT));
    }

    /** What earlier servers have left, the youngest first; one that was being played has been cancelled by its server's end. */
    static List<Tournament> left(Path root) throws IOException {
        List<Tournament> left = new ArrayList<>();
        if (Files.isDirectory(root)) {
            try (Stream<Path> folders = Files.list(root)) {
                for (Path folder : folders.toList()) {
                    read(folder).ifPresent(left::add);
                }
            }
        }
        left.sort((a, b) ->
                Long.compare(b.getCreateTime().getSeconds(), a.getCreateTime().getSeconds()));
        return left;
    }

    private static Optional<Tournament> read(Path folder) throws IOException {
        if (!Files.exists(folder.resolve(RECORD))) {
            return Optional.empty();
        }
        Tournament.Builder record = Tournament.newBuilder();
        try {
            JsonFormat.parser().ignoringUnknownFields().merge(Files.readString(folder.resolve(RECORD)), record);
        } catch (InvalidProtocolBufferException broken) {
            throw new IOException(folder.resolve(RECORD) + ": " + broken.getMessage(), broken);
        }
        if (record.getState() == TournamentState.TOURNAMENT_STATE_RUNNING) {
            record.setState(TournamentState.TOURNAMENT_STATE_CANCELLED);
        }
        return Optional.of(record.build());
    }

    /** Takes everything of a tournament away but its matches' logs. */
    static void delete(Path folder) throws IOException {
        try (Stream<Path> files = Files.walk(folder)) {
            List<Path> all = new ArrayList<>(files.toList());
            all.sort((a, b) -> b.compareTo(a)); // what is inside before what it is in
            for (Path file : all) {
                Files.delete(file);
            }
        }
    }
}
