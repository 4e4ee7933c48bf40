package walras.server;

import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.FileSystemException;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;

/** Says in one line what a machine refused: Java's own exceptions of files often name the file and not the fault. */
public final class FileFaults {
    private FileFaults() {}

    /** What went wrong, with the cause where the message alone does not say. */
    public static String line(IOException thrown) {
        String said = one(thrown);
        Throwable cause = thrown.getCause();
        String more = cause == null ? null : cause instanceof IOException file ? one(file) : cause.getMessage();
        String whole = more == null || said.contains(more) ? said : said + ": " + more;
        return whole.replaceAll("\\s*\\R\\s*", " ");
    }

    /** The same of a file or folder that a flag named. */
    static IOException of(String flag, Path file, IOException thrown) {
        String line = line(thrown);
        return new IOException(flag + " " + (line.contains(file.toString()) ? line : file + ": " + line));
    }

    private static String one(IOException thrown) {
        if (thrown instanceof FileSystemException file && file.getFile() != null) {
            String reason = file.getReason();
            return file.getFile() + ": " + (reason == null ? meaning(file) : reason);
        }
        String message = thrown.getMessage();
        return message == null ? thrown.getClass().getSimpleName() : message;
    }

    private static String meaning(FileSystemException thrown) {
        if (thrown instanceof AccessDeniedException) {
            return "this user may not";
        }
        if (thrown instanceof NoSuchFileException) {
            return "there is no such file or folder";
        }
        if (thrown instanceof FileAlreadyExistsException) {
            return "something else of this name is in the way";
        }
        return thrown instanceof NotDirectoryException
                ? "this is no folder"
                : thrown.getClass().getSimpleName();
    }
}
