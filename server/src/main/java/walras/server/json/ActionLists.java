package walras.server.json;

import com.google.gson.stream.JsonToken;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import walras.env.DType;
import walras.env.Nearest;
import walras.env.Problem;
import walras.server.frame.Field;

/** Reads {@code {GROUP: {TENSOR: nested list [B, n, ...]}}} straight into action frames. */
final class ActionLists {
    private final JsonReading in;
    private final Map<Integer, ByteBuffer> frames = new LinkedHashMap<>(); // by seat

    private ActionLists(JsonReading in) {
        this.in = in;
    }

    /** The action frames of the seats of every group that is there. */
    static Map<Integer, ByteBuffer> read(JsonReading in, SeatGroups seats) throws IOException {
        ActionLists lists = new ActionLists(in);
        Set<String> seen = new HashSet<>();
        in.object("actions", name -> {
            JsonNames.once("actions", seen, name);
            lists.group(seats.groups().stream()
                    .filter(group -> group.name().equals(name))
                    .findFirst()
                    .orElseThrow(() -> unknown("actions", name, seats.names())));
        });
        return lists.frames;
    }

    private static Problem unknown(String where, String name, List<String> known) {
        return bad(where, "one of " + String.join(", ", known), '"' + name + '"', Nearest.nearest(name, known));
    }

    private static Problem bad(String where, String expected, String got, String nearest) {
        return Problem.of(Problem.Kind.INVALID, "BAD_ACTION", where, expected, got, nearest);
    }

    private void group(SeatGroups.Group group) throws IOException {
        String where = "actions[" + group.name() + "]";
        List<ByteBuffer> targets = new ArrayList<>();
        for (SeatGroups.Part part : group.seats()) {
            ByteBuffer frame =
                    ByteBuffer.allocate((int) part.actions().sizeBytes()).order(ByteOrder.LITTLE_ENDIAN);
            frames.put(part.seat(), frame);
            targets.add(frame);
        }
        List<String> names = group.seats().get(0).actions().fields().stream()
                .map(Field::name)
                .toList();
        Set<String> seen = new HashSet<>();
        in.object(where, name -> {
            JsonNames.once(where, seen, name);
            if (!names.contains(name)) {
                throw unknown(where, name, names);
            }
            new TensorTarget(where + '.' + name, group, targets, names.indexOf(name)).read(in);
        });
        for (String name : names) {
            if (!seen.contains(name)) {
                throw bad(where, "the tensors " + String.join(", ", names), "none of the name " + name, name);
            }
        }
    }

    /** One tensor {@code [B, n, ...]}, whose agents lie in the frames of one seat or of several. */
    private static final class TensorTarget {
        private final String name;
        private final List<ByteBuffer> frames; // by seat of the group
        private final List<Field> fields; // likewise
        private final int[] dims; // B, n, and the shape of one agent's value
        private final int[] seatOf; // [n]
        private final int[] agentIn; // [n]
        private final int[] at; // the indices of the value that comes
        private final DType dtype;

        TensorTarget(String name, SeatGroups.Group group, List<ByteBuffer> frames, int index) {
            this.name = name;
            this.frames = frames;
            fields = group.seats().stream()
                    .map(part -> part.actions().fields().get(index))
                    .toList();
            dtype = fields.get(0).dtype();
            dims = fields.get(0).shape().stream().mapToInt(Integer::intValue).toArray();
            dims[1] = group.agents();
            at = new int[dims.length];
            seatOf = IntStream.range(0, frames.size())
                    .flatMap(seat ->
                            IntStream.range(0, group.seats().get(seat).agents()).map(agent -> seat))
                    .toArray();
            agentIn = group.seats().stream()
                    .flatMapToInt(part -> IntStream.range(0, part.agents()))
                    .toArray();
        }

        void read(JsonReading in) throws IOException {
            read(in, 0);
        }

        private void read(JsonReading in, int depth) throws IOException {
            if (depth == dims.length) {
                leaf(in);
                return;
            }
            int[] count = new int[1];
            if (in.peek() != JsonToken.BEGIN_ARRAY) {
                throw bad(where(depth), lists(depth), in.got(), "");
            }
            in.list(name, k -> {
                if (k == dims[depth]) {
                    throw bad(where(depth), lists(depth), "more", "");
                }
                at[depth] = k;
                count[0] = k + 1;
                read(in, depth + 1);
            });
            if (count[0] < dims[depth]) {
                throw bad(where(depth), lists(depth), Integer.toString(count[0]), "");
            }
        }

        private String lists(int depth) {
            String what = depth == 0 ? " rows" : depth == 1 ? " agents" : " numbers";
            return "a list of " + dims[depth] + (dims[depth] == 1 ? what.substring(0, what.length() - 1) : what);
        }

        private String where(int depth) {
            StringBuilder where = new StringBuilder(name);
            for (int k = 0; k < depth; k++) {
                where.append(k == 0 ? ": row " : k == 1 ? ", agent " : k == 2 ? ", element " : ".")
                        .append(at[k]);
            }
            return where.toString();
        }

        private void leaf(JsonReading in) throws IOException {
            int seat = seatOf[at[1]];
            Field field = fields.get(seat);
            int index = at[0] * field.shape().get(1) + agentIn[at[1]];
            for (int k = 2; k < dims.length; k++) {
                index = index * dims[k] + at[k];
            }
            write(in, frames.get(seat), (int) field.offset() + index * dtype.bytes());
        }

        private void write(JsonReading in, ByteBuffer frame, int offset) throws IOException {
            String text = in.leaf();
            if (text == null) {
                throw other(in.got(), "");
            }
            switch (dtype) {
                case U8 -> frame.put(offset, (byte) whole(text, 0, 255));
                case I32 -> frame.putInt(offset, (int) whole(text, Integer.MIN_VALUE, Integer.MAX_VALUE));
                case I64 -> frame.putLong(offset, whole(text, Long.MIN_VALUE, Long.MAX_VALUE));
                case F32 -> frame.putFloat(offset, (float) finite(Float.parseFloat(text), text, Float.MAX_VALUE));
                case F64 -> frame.putDouble(offset, finite(Double.parseDouble(text), text, Double.MAX_VALUE));
            }
        }

        private long whole(String text, long least, long most) {
            return JsonReading.within(text, least, most).orElseThrow(() -> other(text, nearest(text, least, most)));
        }

        private static String nearest(String text, long least, long most) {
            double value = Double.parseDouble(text);
            return Long.toString(Math.max(least, Math.min(most, Math.round(value))));
        }

        private double finite(double value, String text, double most) {
            if (Double.isInfinite(value)) {
                throw other(text, Double.toString(Math.copySign(most, value)));
            }
            return value;
        }

        private Problem other(String got, String nearest) {
            String expected =
                    switch (dtype) {
                        case U8 -> "a whole number from 0 to 255";
                        case I32 -> "a whole number of 32 bits";
                        case I64 -> "a whole number of 64 bits";
                        case F32 -> "a number that a float holds";
                        case F64 -> "a number that a double holds";
                    };
            return bad(where(dims.length), expected, got, nearest);
        }
    }
}
