package walras.env.exchange.learning;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;
import walras.env.NumberArray;
import walras.env.Problem;
import walras.env.exchange.markov.MarkovModel;

/**
 * Datasets as files, a row per step with state, action, next state, the bundle of every consumer, and the utility that each reported:
 * {@code csv} with a head and, in front, episode and step; {@code json} as the options of the policy {@code mplm}. Numbers survive a round
 * trip exactly.
 */
public final class OfflineFile {
    private static final String CSV = "csv";
    private static final String JSON = "json";
    private static final int POSITION = 2;

    /** The usual one first. */
    public static final List<String> FORMATS = List.of(CSV, JSON);

    private OfflineFile() {}

    /** Writes a dataset in one of the {@link #FORMATS}. */
    public static void write(Path file, String format, MarkovModel model, OfflineData data) throws IOException {
        switch (format) {
            case CSV -> Files.write(file, csv(model, data));
            case JSON -> Files.write(file, json(data));
            default -> throw new IllegalArgumentException("format: expected one of " + FORMATS + ", got " + format);
        }
    }

    private static List<String> csv(MarkovModel model, OfflineData data) {
        List<String> lines = new ArrayList<>();
        StringBuilder head = new StringBuilder("episode,step,state,action,next_state");
        for (int k = 0; k < model.agents() * model.goods(); k++) {
            head.append(",x_").append(k / model.goods()).append('_').append(k % model.goods());
        }
        for (int i = 0; i < model.agents(); i++) {
            head.append(",y_").append(i);
        }
        lines.add(head.toString());
        for (int k = 0; k < data.state().length; k++) {
            lines.add(k / model.horizon() + "," + k % model.horizon() + "," + numbers(data.row(k)));
        }
        return lines;
    }

    private static List<String> json(OfflineData data) {
        List<String> lines = new ArrayList<>();
        lines.add("{\"data\": [");
        for (int k = 0; k < data.state().length; k++) {
            lines.add("[" + numbers(data.row(k)) + (k + 1 < data.state().length ? "]," : "]"));
        }
        lines.add("]}");
        return lines;
    }

    /** Indices without a fraction, everything else as it is. */
    private static String numbers(double[] row) {
        return Arrays.stream(row)
                .mapToObj(value -> value == (int) value ? Integer.toString((int) value) : Double.toString(value))
                .collect(Collectors.joining(","));
    }

    /**
     * Reads a dataset of that model from a file of format csv.
     *
     * @throws IOException if the file is not one, with the line
     */
    public static OfflineData read(Path file, MarkovModel model) throws IOException {
        List<String> lines = Files.readAllLines(file);
        int width = lines.isEmpty() ? 0 : lines.get(0).split(",", -1).length - POSITION;
        int steps = lines.size() - 1;
        if (steps < 1 || width < 1) {
            throw new IOException(file + ": expected a head and a line per step");
        }
        double[] values = new double[steps * width]; // [K H, 3 + N L + N]
        for (int k = 0; k < steps; k++) {
            String[] fields = lines.get(k + 1).split(",", -1); // [2 + 3 + N L + N]
            if (fields.length != POSITION + width) {
                throw new IOException(file + ", line " + (k + 2) + ": expected " + (POSITION + width) + " fields, got "
                        + fields.length);
            }
            for (int c = 0; c < width; c++) {
                values[k * width + c] = number(fields[POSITION + c], file, k);
            }
        }
        try {
            return OfflineData.ofRows(new NumberArray(List.of(steps, width), values), model);
        } catch (Problem wrong) {
            throw new IOException(file + ": " + wrong.getMessage(), wrong);
        }
    }

    private static double number(String field, Path file, int step) throws IOException {
        try {
            return Double.parseDouble(field);
        } catch (NumberFormatException wrong) {
            throw new IOException(file + ", line " + (step + 2) + ": expected a number, got " + field, wrong);
        }
    }
}
