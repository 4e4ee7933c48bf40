package walras.server.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import picocli.CommandLine.Option;
import walras.env.Environment;
import walras.env.Options;
import walras.env.Problem;
import walras.env.Profile;
import walras.env.batch.Batch;
import walras.server.society.SocietyFile;
import walras.server.society.Weights;

/** {@code --save GROUP=FILE}, {@code --load GROUP=FILE}, {@code --transfer}: what policies learn outlives the run. */
final class SocietyArguments {
    @Option(
            names = "--save",
            paramLabel = "GROUP=FILE",
            description = "Write what the group's policy has learned when the run is over.")
    private List<String> saves = List.of();

    @Option(
            names = "--load",
            paramLabel = "GROUP=FILE",
            description = "Go on with what a run has saved. Without --policy for the group, with the saved policy.")
    private List<String> loads = List.of();

    @Option(
            names = "--transfer",
            description = "Let --load take what was learned under other options, or in another environment.")
    private boolean transfer;

    /** The files that are loaded, by group, once they have been read. */
    private final Map<String, SocietyFile> societies = new LinkedHashMap<>();

    /**
     * Reads the files, and holds them against the task.
     *
     * @return the choices, and those of the groups that only a file names
     * @throws Problem BAD_SOCIETY or BAD_REQUEST
     */
    List<Profile.Choice> seats(Environment environment, Options options, List<Profile.Choice> choices)
            throws IOException {
        List<Profile.Choice> all = new ArrayList<>(choices);
        for (Map.Entry<String, Path> load : files("--load", loads).entrySet()) {
            String group = load.getKey();
            if (!Files.isReadable(load.getValue())) {
                throw Problem.request("--load " + group, "a readable file", load.getValue());
            }
            SocietyFile society = SocietyFile.read(load.getValue());
            if (!transfer) {
                society.requireTask(environment, options);
            }
            if (!society.group().equals(group)) {
                throw Problem.request("--load " + group, "a society of the group " + group, society.group());
            }
            if (choices.stream().noneMatch(choice -> choice.group().equals(group))) {
                all.add(new Profile.Choice(group, Profile.WHOLE_GROUP, society.policy(), society.policyOptions()));
            }
            societies.put(group, society);
        }
        files("--save", saves).keySet().forEach(group -> saver(all, group));
        return all;
    }

    private static Map<String, Path> files(String flag, List<String> arguments) {
        Map<String, Path> files = new LinkedHashMap<>();
        for (String argument : arguments) {
            int equals = argument.indexOf('=');
            if (equals < 1 || equals == argument.length() - 1) {
                throw Problem.request(flag, "GROUP=FILE", argument);
            }
            files.put(argument.substring(0, equals), Path.of(argument.substring(equals + 1)));
        }
        return files;
    }

    /** The one choice for a group. */
    private static Profile.Choice saver(List<Profile.Choice> seats, String group) {
        List<Profile.Choice> own =
                seats.stream().filter(seat -> seat.group().equals(group)).toList();
        if (own.size() != 1 || own.get(0).agent() >= 0) {
            throw Problem.request(
                    "--save " + group, "one --policy " + group + "=NAME for all of its agents", own.size());
        }
        return own.get(0);
    }

    /** True if learned policies are loaded or saved. */
    boolean any() {
        return !saves.isEmpty() || !loads.isEmpty();
    }

    /**
     * Gives what was loaded to the players of a batch.
     *
     * @throws Problem BAD_SOCIETY, or NOTHING_LEARNED where there would be nothing to save
     */
    void begin(Batch batch) {
        files("--save", saves).keySet().forEach(group -> Weights.of(batch, group));
        societies.values().forEach(society -> society.giveTo(batch));
    }

    /** Writes what the players of a batch have learned. */
    void end(Environment environment, Options options, List<Profile.Choice> seats, Batch batch) throws IOException {
        for (Map.Entry<String, Path> save : files("--save", saves).entrySet()) {
            Profile.Choice seat = saver(seats, save.getKey());
            SocietyFile.of(environment, options, batch, seat.group(), seat.policy(), seat.options())
                    .write(save.getValue());
        }
    }
}
