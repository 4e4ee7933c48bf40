package walras.server.cli;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import javax.lang.model.SourceVersion;
import walras.env.Environment;
import walras.env.EnvironmentProvider;
import walras.env.Problem;
import walras.env.Registry;

/** The files of a new environment, from templates beside this class. */
final class Skeleton {
    private static final Pattern ID = Pattern.compile("([a-z][a-z0-9]*)/([a-z][a-z0-9]*(?:-[a-z0-9]+)*)");
    private static final String SERVICE = "META-INF/services/" + EnvironmentProvider.class.getName();

    private final String family;
    private final String name;

    private Skeleton(String family, String name) {
        this.family = family;
        this.name = name;
    }

    /**
     * The skeleton of an environment with this id, without its version.
     *
     * @throws Problem INVALID where it is no id, or is taken
     */
    static Skeleton of(String id) {
        var parts = ID.matcher(id);
        if (!parts.matches()
                || !SourceVersion.isName(parts.group(1) + "." + parts.group(2).replace("-", ""))) {
            throw Problem.request(
                    "FAMILY/NAME", "lower-case words, NAME's joined by hyphens, such as commons/harvest", id);
        }
        Skeleton skeleton = new Skeleton(parts.group(1), parts.group(2));
        List<String> taken =
                Registry.discover().environments().stream().map(Environment::id).toList();
        if (taken.contains(skeleton.id())) {
            throw Problem.request("FAMILY/NAME", "an id that is free", skeleton.id() + ", which is taken");
        }
        return skeleton;
    }

    String id() {
        return family + "/" + name + "-v0";
    }

    /** The name of the jar. */
    String artifact() {
        return family + "-" + name;
    }

    private String className() {
        return Arrays.stream(name.split("-"))
                .map(word -> word.substring(0, 1).toUpperCase(Locale.ROOT) + word.substring(1))
                .collect(Collectors.joining());
    }

    /** A package of a checkout. Returns the files, relative to it. */
    List<Path> writeInside(Path root) throws IOException {
        Path main = root.resolve("envs/src/main");
        if (!Files.isDirectory(main)) {
            throw Problem.request("--outside", "a folder, where there is no checkout of Walras", "nothing");
        }
        Map<Path, String> files = sources(main, "walras.env." + family + "." + name.replace("-", ""));
        Path service = main.resolve("resources/" + SERVICE);
        String provider = "walras.env." + family + "." + name.replace("-", "") + "." + className() + "Environment\n";
        List<Path> written = write(files);
        Files.writeString(service, Files.readString(service) + provider);
        return java.util.stream.Stream.concat(written.stream(), java.util.stream.Stream.of(service))
                .map(root::relativize)
                .toList();
    }

    /** A project of its own. Returns the files. */
    List<Path> writeOutside(Path folder) throws IOException {
        String home = family + "." + name.replace("-", "");
        Map<Path, String> files = new LinkedHashMap<>();
        files.put(folder.resolve("pom.xml"), filled("pom.xml.txt", home));
        files.putAll(sources(folder.resolve("src/main"), home));
        files.put(folder.resolve("src/main/resources/" + SERVICE), home + "." + className() + "Environment\n");
        return write(files);
    }

    private Map<Path, String> sources(Path main, String home) throws IOException {
        String folder = home.replace('.', '/');
        Map<Path, String> files = new LinkedHashMap<>();
        for (String part : List.of("Environment", "Economy", "Dynamics")) {
            files.put(
                    main.resolve("java/" + folder + "/" + className() + part + ".java"),
                    filled(part + ".java.txt", home));
        }
        files.put(main.resolve("resources/" + folder + "/" + name + ".md"), filled("guide.md.txt", home));
        return files;
    }

    private String filled(String template, String home) throws IOException {
        try (InputStream in = Skeleton.class.getResourceAsStream("new/" + template)) {
            if (in == null) {
                throw new IllegalStateException("no template " + template);
            }
            return new String(in.readAllBytes(), StandardCharsets.UTF_8)
                    .replace("@package@", home)
                    .replace("@Name@", className())
                    .replace("@name@", name)
                    .replace("@family@", family)
                    .replace("@artifact@", artifact())
                    .replace("@id@", id());
        }
    }

    /** Writes all files, or none where one is there already. */
    private static List<Path> write(Map<Path, String> files) throws IOException {
        for (Path file : files.keySet()) {
            if (Files.exists(file)) {
                throw Problem.request("FAMILY/NAME", "files that are not there yet", file + ", which is there");
            }
        }
        for (Map.Entry<Path, String> file : files.entrySet()) {
            Path parent = file.getKey().getParent();
            if (parent != null) {
                Files.createDirectories(parent);
            }
            Files.writeString(file.getKey(), file.getValue());
        }
        return List.copyOf(files.keySet());
    }
}
