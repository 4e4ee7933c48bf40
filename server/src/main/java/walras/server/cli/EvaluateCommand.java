package walras.server.cli;

import java.io.PrintWriter;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import walras.env.BestReplies.ReplyValue;
import walras.env.Economy;
import walras.env.Environment;
import walras.env.Options;
import walras.env.Profile;
import walras.env.batch.Evaluation;
import walras.server.report.Json;

/** How exploitable a profile of policies is. */
@Command(
        name = "evaluate",
        description = "Says what every agent would gain by a best reply to the others' policies.",
        mixinStandardHelpOptions = true)
final class EvaluateCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Mixin
    private final EnvironmentArguments arguments = new EnvironmentArguments();

    @Mixin
    private final PolicyArguments policies = new PolicyArguments();

    @Option(names = "--json", description = "Print JSON.")
    private boolean json;

    @Override
    public Integer call() {
        Environment environment = arguments.environment();
        Options options = arguments.options(environment);
        Economy economy = environment.economy(options);
        Evaluation evaluation = Evaluation.of(economy, Profile.of(economy.spec(), policies.choices()));
        PrintWriter out = spec.commandLine().getOut();
        if (json) {
            out.println(Json.line(json(environment, options, evaluation)));
        } else {
            print(out, environment, evaluation);
        }
        return Walras.good();
    }

    private static Map<String, @Nullable Object> json(Environment environment, Options options, Evaluation evaluation) {
        Map<String, @Nullable Object> replies = new LinkedHashMap<>();
        for (int k = 0; k < evaluation.players().size(); k++) {
            ReplyValue reply = evaluation.replies().get(k);
            Map<String, @Nullable Object> shown = SpecJson.object(
                    "value", reply.best(), "gain", reply.gain(), "exact", reply.exact(), "own", reply.own());
            if (!reply.exact()) {
                shown.put("gain_se", reply.standardError());
            }
            replies.put(evaluation.players().get(k).seat(), shown);
        }
        return SpecJson.object(
                "environment", environment.id(),
                "options", options.shown(),
                "nash_conv", evaluation.nashConv(),
                "exploitability", evaluation.exploitability(),
                "best_reply", replies);
    }

    private static void print(PrintWriter out, Environment environment, Evaluation evaluation) {
        out.println(environment.id() + ": expected undiscounted returns of an episode");
        for (int k = 0; k < evaluation.players().size(); k++) {
            ReplyValue reply = evaluation.replies().get(k);
            out.printf(
                    Locale.ROOT,
                    "  %-20s %s earns %.9g, a best reply %s%.9g: gain %.9g%s%n",
                    evaluation.players().get(k).seat(),
                    evaluation.players().get(k).policy().name(),
                    reply.own(),
                    reply.exact() ? "" : "at least ",
                    reply.best(),
                    reply.gain(),
                    reply.exact() ? "" : String.format(Locale.ROOT, " +- %.3g", reply.standardError()));
        }
        out.printf(
                Locale.ROOT,
                "NashConv %.9g (sum of the gains), exploitability %.9g (per agent)%n",
                evaluation.nashConv(),
                evaluation.exploitability());
    }
}
