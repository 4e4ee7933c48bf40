package walras.server.cli;

import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import com.google.gson.JsonArray;
import com.google.gson.JsonObject;
import java.io.PrintWriter;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import walras.server.doctor.Doctor;
import walras.server.doctor.Finding;

/** Says whether a server would start here, and what it would lack. */
@Command(
        name = "doctor",
        description =
                "Looks at what serve with the same flags would need: one line for each finding. Exit 0, or 1 where"
                        + " a server would not start.",
        modelTransformer = SettingFlags.class,
        mixinStandardHelpOptions = true)
final class DoctorCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Option(names = "--json", description = "As [{level, subject, text}].")
    private boolean json;

    @Override
    public Integer call() {
        List<Finding> findings = Doctor.findings(SettingFlags.settings(spec));
        PrintWriter out = spec.commandLine().getOut();
        if (json) {
            out.println(json(findings));
        } else {
            findings.forEach(
                    finding -> out.printf("%-4s  %s: %s%n", level(finding), finding.subject(), finding.text()));
        }
        out.flush();
        return findings.stream().anyMatch(finding -> finding.level() == Finding.Level.BAD)
                ? Walras.failed()
                : Walras.good();
    }

    private static String json(List<Finding> findings) {
        Gson gson = new GsonBuilder().setPrettyPrinting().disableHtmlEscaping().create();
        JsonArray all = new JsonArray();
        for (Finding finding : findings) {
            JsonObject one = new JsonObject();
            one.addProperty("level", level(finding));
            one.addProperty("subject", finding.subject());
            one.addProperty("text", finding.text());
            all.add(one);
        }
        return gson.toJson(all);
    }

    private static String level(Finding finding) {
        return finding.level().name().toLowerCase(Locale.ROOT);
    }
}
