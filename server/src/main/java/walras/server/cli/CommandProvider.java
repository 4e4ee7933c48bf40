package walras.server.cli;

import java.util.ServiceLoader;

/** A command of another module, found by {@link ServiceLoader}: the server knows nothing of it, and runs without it. */
public interface CommandProvider {
    /** The command, as picocli takes it. */
    Object command();
}
