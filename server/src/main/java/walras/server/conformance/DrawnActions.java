package walras.server.conformance;

import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import com.google.gson.JsonPrimitive;
import java.util.SplittableRandom;
import org.jspecify.annotations.Nullable;
import walras.v1.FrameField;
import walras.v1.Space;

/** Values for the action tensors of {@code conformance-v0} and of auctions: awkward ones among them. */
final class DrawnActions {
    private static final long[] AWKWARD = {0, -1, (1L << 53) + 1, -(1L << 53) - 3, 1L << 62, -(1L << 62), 4_294_967_297L
    };

    private DrawnActions() {}

    static JsonObject of(FrameField field, Space space, @Nullable JsonArray mask, long number) {
        SplittableRandom random = new SplittableRandom(number ^ field.getName().hashCode());
        int count = field.getShapeList().stream().reduce(1, Math::multiplyExact);
        JsonArray values = new JsonArray();
        for (int i = 0; i < count; i++) {
            values.add(
                    switch (field.getDtype()) {
                        case DATA_TYPE_UINT8 -> new JsonPrimitive(random.nextInt(2));
                        case DATA_TYPE_INT32 ->
                            new JsonPrimitive(
                                    mask == null ? random.nextInt(choices(space, i)) : allowed(mask, count, i, random));
                        case DATA_TYPE_INT64 ->
                            new JsonPrimitive(Long.toString(AWKWARD[random.nextInt(AWKWARD.length)]));
                        case DATA_TYPE_FLOAT32 -> new JsonPrimitive((double) (float) (2 * random.nextDouble() - 1));
                        default -> new JsonPrimitive(random.nextDouble());
                    });
        }
        JsonArray shape = new JsonArray();
        field.getShapeList().forEach(shape::add);
        JsonObject tensor = new JsonObject();
        tensor.addProperty("dtype", TurnJson.dtype(field.getDtype()));
        tensor.add("shape", shape);
        tensor.add("values", values);
        return tensor;
    }

    /** How many values an element has, which is the i-th of all agents' in all rows. */
    private static int choices(Space space, int i) {
        return space.hasDiscrete()
                ? space.getDiscrete().getCount()
                : space.getMultiDiscrete()
                        .getCounts(i % space.getMultiDiscrete().getCountsCount());
    }

    /** A choice that element i's part of the mask has. */
    private static int allowed(JsonArray mask, int count, int i, SplittableRandom random) {
        int choices = mask.size() / count;
        int choice = random.nextInt(choices);
        while (mask.get(i * choices + choice).getAsInt() == 0) {
            choice = (choice + 1) % choices;
        }
        return choice;
    }
}
