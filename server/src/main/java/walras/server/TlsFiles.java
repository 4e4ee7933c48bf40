package walras.server;

import io.grpc.netty.GrpcSslContexts;
import io.netty.handler.ssl.ClientAuth;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import java.io.IOException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.cert.CertificateExpiredException;
import java.security.cert.CertificateNotYetValidException;
import java.security.cert.X509Certificate;
import java.security.interfaces.RSAKey;
import java.time.Instant;
import java.util.List;

/**
 * A certificate that was read and found to be whole: its key belongs to it.
 *
 * @param grpc for HTTP/2; asks clients for certificates where there is an authority
 * @param http for HTTP/1.1; takes a client's certificate where there is an authority, and does without
 * @param end when the certificate is valid no more
 */
record TlsFiles(SslContext grpc, SslContext http, Instant end) {
    private static final System.Logger LOG = System.getLogger("walras.server");
    private static final String CERTIFICATE = "--tls-cert";
    private static final String KEY = "--tls-key";
    private static final String AUTHORITY = "--tls-client-ca";

    /**
     * Reads and checks the files.
     *
     * @throws IOException naming the flag and the file that is wrong
     */
    static TlsFiles read(ServerConfig.Tls files) throws IOException {
        List<X509Certificate> chain = PemFiles.certificates(CERTIFICATE, files.certificate());
        PrivateKey key = PemFiles.key(KEY, files.key());
        if (!fits(key, chain.get(0).getPublicKey())) {
            throw new IOException(KEY + " " + files.key() + ": the key does not belong to the first certificate in "
                    + CERTIFICATE + " " + files.certificate() + "; give the two that were made together");
        }
        warnOfDates(files.certificate(), chain.get(0));
        List<X509Certificate> authority = files.clientAuthority().isPresent()
                ? PemFiles.certificates(AUTHORITY, files.clientAuthority().get())
                : List.of();
        SslContextBuilder grpc = GrpcSslContexts.configure(builder(key, chain, authority, ClientAuth.REQUIRE));
        return new TlsFiles(
                grpc.build(),
                builder(key, chain, authority, ClientAuth.OPTIONAL).build(),
                chain.get(0).getNotAfter().toInstant());
    }

    private static SslContextBuilder builder(
            PrivateKey key, List<X509Certificate> chain, List<X509Certificate> authority, ClientAuth asked) {
        SslContextBuilder builder = SslContextBuilder.forServer(key, chain);
        return authority.isEmpty() ? builder : builder.trustManager(authority).clientAuth(asked);
    }

    private static boolean fits(PrivateKey mine, PublicKey theirs) {
        if (mine instanceof RSAKey key && theirs instanceof RSAKey certified) {
            return key.getModulus().equals(certified.getModulus());
        }
        if (!mine.getAlgorithm().equals(theirs.getAlgorithm())) {
            return false;
        }
        try {
            Signature signature = Signature.getInstance(mine.getAlgorithm().equals("EC") ? "SHA256withECDSA" : "EdDSA");
            byte[] text = {1};
            signature.initSign(mine);
            signature.update(text);
            byte[] signed = signature.sign();
            signature.initVerify(theirs);
            signature.update(text);
            return signature.verify(signed);
        } catch (GeneralSecurityException otherCurve) {
            return false;
        }
    }

    private static void warnOfDates(Path file, X509Certificate certificate) {
        try {
            certificate.checkValidity();
        } catch (CertificateExpiredException past) {
            String when = certificate.getNotAfter().toInstant().toString();
            LOG.log(
                    System.Logger.Level.WARNING,
                    CERTIFICATE + " {0} expired on {1}: clients will refuse it",
                    file,
                    when);
        } catch (CertificateNotYetValidException future) {
            String when = certificate.getNotBefore().toInstant().toString();
            LOG.log(System.Logger.Level.WARNING, CERTIFICATE + " {0} is not valid before {1}", file, when);
        }
    }
}
