package walras.server.wire;

import java.util.ArrayList;
import java.util.List;
import walras.env.BestReplies.ReplyValue;
import walras.env.EconomySpec;
import walras.env.Environment;
import walras.env.Options;
import walras.env.Problem;
import walras.env.Profile;
import walras.env.batch.Evaluation;
import walras.server.session.plan.SessionConfig;
import walras.v1.BestReply;
import walras.v1.EvaluateResponse;
import walras.v1.SeatConfig;

/** Profiles of policies, and how exploitable they are, as messages. */
public final class EvaluationMessages {
    private EvaluationMessages() {}

    /** @throws Problem BAD_REQUEST where a seat is not filled with a policy, or as {@link Profile#of} says */
    public static Profile profile(List<SeatConfig> seats, EconomySpec spec) {
        List<Profile.Choice> choices = new ArrayList<>();
        for (SeatConfig seat : seats) {
            if (!seat.hasPolicy()) {
                throw Problem.request(
                        "seats: filler of " + seat.getGroup(), "a policy", seat.hasRemote() ? "remote" : "none");
            }
            SessionConfig.NamedPolicy policy = ConfigMessages.read(seat.getPolicy());
            int agent = seat.hasAgent() ? agent(seat) : Profile.WHOLE_GROUP;
            choices.add(new Profile.Choice(seat.getGroup(), agent, policy.name(), policy.options()));
        }
        return Profile.of(spec, choices);
    }

    private static int agent(SeatConfig seat) {
        if (seat.getAgent() < 0) {
            throw Problem.request("seats: agent of " + seat.getGroup(), "0 or more", seat.getAgent());
        }
        return seat.getAgent();
    }

    public static EvaluateResponse write(Environment environment, Options options, Evaluation evaluation) {
        EvaluateResponse.Builder message = EvaluateResponse.newBuilder()
                .setEnvironment(environment.id())
                .setOptions(OptionValues.write(options.shown()))
                .setNashConv(evaluation.nashConv())
                .setExploitability(evaluation.exploitability());
        for (int k = 0; k < evaluation.players().size(); k++) {
            ReplyValue reply = evaluation.replies().get(k);
            message.addBestReplies(BestReply.newBuilder()
                    .setSeat(evaluation.players().get(k).seat())
                    .setValue(reply.best())
                    .setGain(reply.gain())
                    .setExact(reply.exact())
                    .setOwn(reply.own())
                    .setGainSe(reply.standardError()));
        }
        return message.build();
    }
}
