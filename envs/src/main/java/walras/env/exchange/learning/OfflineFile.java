package walras.env.exchange.learning;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import walras.env.exchange.markov.MarkovModel;

/**
 * Datasets as comma-separated files: a line per step with episode, step, state, action, next state, the bundle of every consumer, and the
 * utility that each reported.
 */
public final class OfflineFile {
    private static final int HEAD = 5;

    private OfflineFile() {}

    /** Writes a dataset; numbers survive a round trip exactly. */
    public static void write(Path file, MarkovModel model, OfflineData data) throws IOException {
        int n = model.agents();
        int l = model.goods();
        List<String> lines = new ArrayList<>();
        StringBuilder head = new StringBuilder("episode,step,state,action,next_state");
        for (int k = 0; k < n * l; k++) {
            head.append(",x_").append(k / l).append('_').append(k % l);
        }
        for (int i = 0; i < n; i++) {
            head.append(",y_").append(i);
        }
        lines.add(head.toString());
        for (int k = 0; k < data.state().length; k++) {
            StringBuilder line = new StringBuilder();
            line.append(k / model.horizon()).append(',').append(k % model.horizon());
            line.append(',').append(data.state()[k]).append(',').append(data.action()[k]);
            line.append(',').append(data.next()[k]);
            for (int c = k * n * l; c < (k + 1) * n * l; c++) {
                line.append(',').append(data.bundle()[c]);
            }
            for (int i = k * n; i < (k + 1) * n; i++) {
                line.append(',').append(data.heard()[i]);
            }
            lines.add(line.toString());
        }
        Files.write(file, lines);
    }

    /**
     * Reads a dataset of that model.
     *
     * @throws IOException if the file is not one, with the line
     */
    public static OfflineData read(Path file, MarkovModel model) throws IOException {
        List<String> lines = Files.readAllLines(file);
        int steps = lines.size() - 1;
        int n = model.agents();
        int cells = n * model.goods();
        if (steps < 0 || steps % model.horizon() != 0) {
            throw new IOException(file + ": expected whole episodes of " + model.horizon() + " steps, got " + steps);
        }
        OfflineData data = new OfflineData(
                steps / model.horizon(),
                new int[steps],
                new int[steps],
                new int[steps],
                new double[steps * cells],
                new double[steps * n]);
        for (int k = 0; k < steps; k++) {
            String[] fields = lines.get(k + 1).split(",", -1); // [5 + N L + N]
            if (fields.length != HEAD + cells + n) {
                throw new IOException(file + ", line " + (k + 2) + ": expected " + (HEAD + cells + n) + " fields, got "
                        + fields.length);
            }
            data.state()[k] = within(fields[2], model.states(), file, k);
            data.action()[k] = within(fields[3], model.actions(), file, k);
            data.next()[k] = within(fields[4], model.states(), file, k);
            for (int c = 0; c < cells; c++) {
                data.bundle()[k * cells + c] = number(fields[HEAD + c], file, k);
            }
            for (int i = 0; i < n; i++) {
                data.heard()[k * n + i] = number(fields[HEAD + cells + i], file, k);
            }
        }
        return data;
    }

    private static int within(String field, int bound, Path file, int step) throws IOException {
        double value = number(field, file, step);
        if (value != Math.rint(value) || value < 0 || value >= bound) {
            throw new IOException(
                    file + ", line " + (step + 2) + ": expected an integer below " + bound + ", got " + field);
        }
        return (int) value;
    }

    private static double number(String field, Path file, int step) throws IOException {
        try {
            return Double.parseDouble(field);
        } catch (NumberFormatException wrong) {
            throw new IOException(file + ", line " + (step + 2) + ": expected a number, got " + field, wrong);
        }
    }
}
