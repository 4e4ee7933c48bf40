package walras.server.wire;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import walras.env.Backend;
import walras.env.Problem;
import walras.env.batch.AutoresetMode;
import walras.server.session.plan.SessionConfig;
import walras.v1.Deadline;
import walras.v1.NamedPolicy;
import walras.v1.PartConfig;
import walras.v1.SeatConfig;

/** What sessions are made of, to and from messages. */
public final class ConfigMessages {
    private static final long MOST_SECONDS = 1L << 32;

    private ConfigMessages() {}

    /** @throws Problem BAD_REQUEST or BAD_OPTION where a value has no meaning */
    public static SessionConfig read(walras.v1.SessionConfig message) {
        return new SessionConfig(
                message.getEnvironment(),
                OptionValues.read(message.getOptions()),
                rows(message),
                message.hasSeed() ? OptionalLong.of(message.getSeed()) : OptionalLong.empty(),
                message.getRowSeedsList(),
                read("config.autoreset_mode", message.getAutoresetMode(), "AUTORESET_MODE_", AutoresetMode.NEXT_STEP),
                message.getSeatsList().stream().map(ConfigMessages::read).toList(),
                message.hasDeadline() ? Optional.of(read(message.getDeadline())) : Optional.empty(),
                message.getMetricsList(),
                message.getShards() == 0 ? 1 : message.getShards(),
                read("config.log_mode", message.getLogMode(), "LOG_MODE_", SessionConfig.LogMode.USUAL),
                message.hasKeep() ? Optional.of(duration("config.keep", message.getKeep())) : Optional.empty(),
                read("config.backend", message.getBackend(), "BACKEND_", Backend.AUTO),
                message.getPartsList().stream().map(ConfigMessages::read).toList());
    }

    /** As many as asked for, or as the parts have together. */
    private static int rows(walras.v1.SessionConfig message) {
        if (message.getNumEnvs() != 0 || message.getPartsCount() == 0) {
            return message.getNumEnvs() == 0 ? 1 : message.getNumEnvs();
        }
        long rows =
                message.getPartsList().stream().mapToLong(PartConfig::getRows).sum();
        return (int) Math.max(Integer.MIN_VALUE, Math.min(Integer.MAX_VALUE, rows));
    }

    private static SessionConfig.PartConfig read(PartConfig part) {
        return new SessionConfig.PartConfig(
                part.getRows(),
                OptionValues.read(part.getOptions()),
                part.hasSeed() ? OptionalLong.of(part.getSeed()) : OptionalLong.empty(),
                part.getSameSeed());
    }

    /** A part as it is now. */
    static PartConfig write(SessionConfig.PartConfig part) {
        PartConfig.Builder message = PartConfig.newBuilder()
                .setRows(part.rows())
                .setOptions(OptionValues.write(part.options()))
                .setSameSeed(part.sameSeed());
        part.seed().ifPresent(message::setSeed);
        return message.build();
    }

    /**
     * A value that has the same name in Java, but for a prefix.
     *
     * @param usual for one that is not given
     */
    private static <E extends Enum<E>> E read(String where, Enum<?> value, String prefix, E usual) {
        if (value.name().equals("UNRECOGNIZED")) {
            throw Problem.request(where, "a value of this version of the protocol", "another number");
        }
        String name = value.name().substring(prefix.length());
        return name.equals("UNSPECIFIED") ? usual : Enum.valueOf(usual.getDeclaringClass(), name);
    }

    private static SessionConfig.SeatConfig read(SeatConfig seat) {
        boolean remote = seat.getFillerCase() == SeatConfig.FillerCase.REMOTE;
        if (seat.getFillerCase() == SeatConfig.FillerCase.FILLER_NOT_SET) {
            throw Problem.request("config.seats: filler of " + seat.getGroup(), "remote or policy", "neither");
        }
        return new SessionConfig.SeatConfig(
                seat.getGroup(),
                seat.hasAgent() ? OptionalInt.of(seat.getAgent()) : OptionalInt.empty(),
                remote ? Optional.empty() : Optional.of(read(seat.getPolicy())),
                remote && seat.getRemote().getPrivileged(),
                remote && seat.getRemote().getText());
    }

    static SessionConfig.NamedPolicy read(NamedPolicy policy) {
        return new SessionConfig.NamedPolicy(policy.getName(), OptionValues.read(policy.getOptions()));
    }

    private static SessionConfig.Deadline read(Deadline deadline) {
        SessionConfig.LateAction action = read(
                "config.deadline.late_action",
                deadline.getLateAction(),
                "LATE_ACTION_",
                SessionConfig.LateAction.DEFAULT_ACTION);
        return new SessionConfig.Deadline(
                duration("config.deadline.step_time", deadline.getStepTime()),
                action,
                deadline.hasLatePolicy() ? Optional.of(read(deadline.getLatePolicy())) : Optional.empty(),
                deadline.getForfeitLapses(),
                deadline.getForfeitRefusals(),
                duration("config.deadline.bank", deadline.getBank()));
    }

    private static Duration duration(String where, com.google.protobuf.Duration message) {
        if (Math.abs(message.getSeconds()) > MOST_SECONDS || Math.abs(message.getNanos()) > 999_999_999) {
            throw Problem.request(where, "a duration within 2^32 seconds", message.getSeconds() + " s");
        }
        return Duration.ofSeconds(message.getSeconds(), message.getNanos());
    }

    /** A configuration with every default filled in, and parts as they are now. */
    static walras.v1.SessionConfig write(SessionConfig config, Backend resolved, List<SessionConfig.PartConfig> parts) {
        walras.v1.SessionConfig.Builder message = walras.v1.SessionConfig.newBuilder()
                .setEnvironment(config.environment())
                .setOptions(OptionValues.write(config.options()))
                .setNumEnvs(config.rows())
                .addAllRowSeeds(config.rowSeeds())
                .setAutoresetMode(walras.v1.AutoresetMode.valueOf(
                        "AUTORESET_MODE_" + config.autoreset().name()))
                .addAllMetrics(config.metrics())
                .setShards(config.shards())
                .setLogMode(
                        walras.v1.LogMode.valueOf("LOG_MODE_" + config.logMode().name()))
                .setBackend(walras.v1.Backend.valueOf("BACKEND_" + resolved.name()));
        config.seed().ifPresent(message::setSeed);
        config.keep().ifPresent(keep -> message.setKeep(write(keep)));
        config.seats().forEach(seat -> message.addSeats(write(seat)));
        parts.forEach(part -> message.addParts(write(part)));
        config.deadline().ifPresent(deadline -> message.setDeadline(write(deadline)));
        return message.build();
    }

    static SeatConfig write(SessionConfig.SeatConfig seat) {
        SeatConfig.Builder message = SeatConfig.newBuilder().setGroup(seat.group());
        seat.agent().ifPresent(message::setAgent);
        seat.policy().ifPresentOrElse(policy -> message.setPolicy(write(policy)), () -> message.getRemoteBuilder()
                .setPrivileged(seat.privileged())
                .setText(seat.text()));
        return message.build();
    }

    private static NamedPolicy write(SessionConfig.NamedPolicy policy) {
        return NamedPolicy.newBuilder()
                .setName(policy.name())
                .setOptions(OptionValues.write(policy.options()))
                .build();
    }

    private static Deadline write(SessionConfig.Deadline deadline) {
        Deadline.Builder message = Deadline.newBuilder()
                .setStepTime(write(deadline.stepTime()))
                .setLateAction(walras.v1.LateAction.valueOf(
                        "LATE_ACTION_" + deadline.lateAction().name()))
                .setForfeitLapses(deadline.forfeitLapses())
                .setForfeitRefusals(deadline.forfeitRefusals());
        if (!deadline.bank().isZero()) {
            message.setBank(write(deadline.bank()));
        }
        deadline.latePolicy().ifPresent(policy -> message.setLatePolicy(write(policy)));
        return message.build();
    }

    static com.google.protobuf.Duration write(Duration duration) {
        return com.google.protobuf.Duration.newBuilder()
                .setSeconds(duration.getSeconds())
                .setNanos(duration.getNano())
                .build();
    }
}
