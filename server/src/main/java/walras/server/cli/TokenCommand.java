package walras.server.cli;

import com.google.gson.Gson;
import com.google.gson.JsonObject;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;
import walras.env.Nearest;
import walras.server.caller.Role;
import walras.server.session.plan.Secret;

/** Draws a token, and writes the line that lets it in. */
@Command(
        name = "token",
        description =
                "Draws a token of 128 random bits for a name: the token, shown once, and its entry in the access file,"
                        + " which holds its hash alone.",
        mixinStandardHelpOptions = true)
final class TokenCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Parameters(paramLabel = "NAME", description = "Who gets it.")
    private String name = "";

    @Option(names = "--role", paramLabel = "ROLE", description = "spectator, player, host or operator; default player.")
    private String role = Role.PLAYER.word();

    @Option(names = "--json", description = "As {name, role, sha256, token}.")
    private boolean json;

    @Override
    public Integer call() {
        List<Role> roles = Arrays.asList(Role.values());
        String known = Nearest.find("role", role, roles, Role::word).word();
        Secret secret = Secret.random();
        if (json) {
            JsonObject object = new JsonObject();
            object.addProperty("name", name);
            object.addProperty("role", known);
            object.addProperty("sha256", secret.hash());
            object.addProperty("token", secret.reveal());
            spec.commandLine().getOut().println(new Gson().toJson(object));
        } else {
            spec.commandLine().getOut().println("# token: " + secret.reveal());
            spec.commandLine()
                    .getOut()
                    .println("  - {name: " + name + ", role: " + known + ", sha256: " + secret.hash() + "}");
        }
        return Walras.good();
    }
}
