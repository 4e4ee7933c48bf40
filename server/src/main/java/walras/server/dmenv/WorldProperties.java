package walras.server.dmenv;

import com.google.protobuf.Any;
import com.google.protobuf.InvalidProtocolBufferException;
import dm_env_rpc.v1.DmEnvRpc.Tensor;
import dm_env_rpc.v1.DmEnvRpc.TensorSpec;
import dm_env_rpc.v1.extensions.properties.Properties.ListPropertyResponse;
import dm_env_rpc.v1.extensions.properties.Properties.PropertyRequest;
import dm_env_rpc.v1.extensions.properties.Properties.PropertyResponse;
import dm_env_rpc.v1.extensions.properties.Properties.PropertySpec;
import dm_env_rpc.v1.extensions.properties.Properties.ReadPropertyResponse;
import java.nio.ByteBuffer;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import walras.env.EconomySpec;
import walras.env.Environment;
import walras.env.Nearest;
import walras.env.Options;
import walras.env.Problem;
import walras.env.Registry;
import walras.server.frame.Field;
import walras.server.frame.FieldKind;
import walras.server.session.plan.SeatPlan;

/**
 * The extension of properties: the environments there are and, in a joined world, its options and the metrics of its last
 * turn. All are read, none is written.
 */
final class WorldProperties {
    private static final String OPTIONS = "options";
    private static final String METRICS = "metrics";

    /** A property: what it is, and its value; a value of null is that of a folder of others. */
    private record Property(PropertySpec spec, @Nullable Supplier<Tensor> value) {}

    private final Registry registry;

    WorldProperties(Registry registry) {
        this.registry = registry;
    }

    /**
     * Answers a request of the extension.
     *
     * @param play the world that is joined; null for none
     * @throws Problem BAD_REQUEST for another extension, UNKNOWN_PROPERTY, FORBIDDEN for what cannot be written
     */
    Any answer(Any extension, @Nullable WorldPlay play) {
        PropertyRequest request = read(extension);
        Map<String, Property> all = all(play);
        PropertyResponse.Builder response = PropertyResponse.newBuilder();
        switch (request.getPayloadCase()) {
            case READ_PROPERTY -> {
                Supplier<Tensor> value =
                        find(request.getReadProperty().getKey(), all).value();
                if (value == null) {
                    throw Problem.request(
                            "property",
                            "one that can be read, or list it",
                            request.getReadProperty().getKey());
                }
                response.setReadProperty(ReadPropertyResponse.newBuilder().setValue(value.get()));
            }
            case LIST_PROPERTY ->
                response.setListProperty(list(request.getListProperty().getKey(), all));
            case WRITE_PROPERTY -> {
                String key = find(request.getWriteProperty().getKey(), all)
                        .spec()
                        .getSpec()
                        .getName();
                String expected = "a reset with settings for options; no property can be written";
                throw Problem.of(Problem.Kind.DENIED, "FORBIDDEN", "property " + key, expected, "a value", "");
            }
            case PAYLOAD_NOT_SET ->
                throw Problem.request("extension", "read, write or list of a property", "none of them");
        }
        return Any.pack(response.build());
    }

    private static PropertyRequest read(Any extension) {
        if (!extension.is(PropertyRequest.class)) {
            String expected = "a " + PropertyRequest.getDescriptor().getFullName();
            throw Problem.request("extension", expected, extension.getTypeUrl());
        }
        try {
            return extension.unpack(PropertyRequest.class);
        } catch (InvalidProtocolBufferException malformed) {
            throw Problem.request("extension", "a message", "bytes that are none");
        }
    }

    private static Property find(String key, Map<String, Property> all) {
        Property property = all.get(key);
        if (property == null) {
            throw Nearest.unknown("property", key, all.keySet());
        }
        return property;
    }

    private static ListPropertyResponse list(String key, Map<String, Property> all) {
        if (!key.isEmpty() && find(key, all).value() != null) {
            throw Problem.request("property", "one that has others below it", key);
        }
        ListPropertyResponse.Builder below = ListPropertyResponse.newBuilder();
        all.forEach((name, property) -> {
            int dot = name.lastIndexOf('.');
            if (name.substring(0, Math.max(0, dot)).equals(key)) {
                below.addValues(property.spec());
            }
        });
        return below.build();
    }

    private Map<String, Property> all(@Nullable WorldPlay play) {
        Map<String, Property> all = new LinkedHashMap<>();
        value(
                all,
                "environments",
                registry.environments().stream().map(Environment::id).toList(),
                "What worlds can be of.");
        if (play == null) {
            return all;
        }
        value(all, Settings.ENVIRONMENT, play.session().plan().config().environment(), "What the world is of.");
        folder(all, OPTIONS, "The environment's options, as they are now.");
        Options options = play.session().parts().get(0).options();
        options.shown().forEach((name, value) -> {
            String sentence = options.schema().specs().stream()
                    .filter(option -> option.name().equals(name))
                    .findFirst()
                    .orElseThrow()
                    .sentence();
            value(all, OPTIONS + "." + name, value, sentence);
        });
        folder(all, METRICS, "The metrics of the last step.");
        metrics(all, play);
        return all;
    }

    private static void metrics(Map<String, Property> all, WorldPlay play) {
        Shown shown = play.shown();
        EconomySpec economy = play.session().plan().spec();
        for (int k = 0; shown != null && k < play.seats().size(); k++) {
            SeatPlan seat = play.seats().get(k);
            ByteBuffer frame = shown.frames().get(k);
            for (Field field : seat.observationLayout().fields()) {
                if (field.kind() == FieldKind.METRIC) {
                    metric(
                            all,
                            play,
                            k,
                            field,
                            frame,
                            economy.metric(field.name()).sentence());
                }
            }
        }
    }

    /** A metric of the row is named once; one of agents with the seat before it where several are held. */
    private static void metric(
            Map<String, Property> all, WorldPlay play, int place, Field field, ByteBuffer frame, String sentence) {
        SeatPlan seat = play.seats().get(place);
        boolean several = play.seats().size() > 1 && field.shape().size() > 1;
        String key = METRICS + "." + (several ? Settings.name(play.session(), seat.index()) + "/" : "") + field.name();
        List<Integer> shape = WorldSpecs.shape(field, seat);
        TensorSpec.Builder spec = TensorSpec.newBuilder()
                .setName(key)
                .setDtype(FrameTensor.type(field.dtype()))
                .addAllShape(shape);
        all.putIfAbsent(key, new Property(readable(spec, sentence), () -> {
            Tensor.Builder tensor = Tensor.newBuilder().addAllShape(shape);
            FrameTensor.read(frame, field, tensor);
            return tensor.build();
        }));
    }

    private static void value(Map<String, Property> all, String key, Object value, String sentence) {
        TensorSpec.Builder spec = TensorSpec.newBuilder()
                .setName(key)
                .setDtype(JsonTensor.type(value))
                .addAllShape(JsonTensor.shape(value));
        all.put(key, new Property(readable(spec, sentence), () -> JsonTensor.write(value)));
    }

    private static PropertySpec readable(TensorSpec.Builder spec, String sentence) {
        return PropertySpec.newBuilder()
                .setSpec(spec)
                .setIsReadable(true)
                .setDescription(sentence)
                .build();
    }

    private static void folder(Map<String, Property> all, String key, String sentence) {
        PropertySpec.Builder spec =
                PropertySpec.newBuilder().setIsListable(true).setDescription(sentence);
        spec.getSpecBuilder().setName(key);
        all.put(key, new Property(spec.build(), null));
    }
}
