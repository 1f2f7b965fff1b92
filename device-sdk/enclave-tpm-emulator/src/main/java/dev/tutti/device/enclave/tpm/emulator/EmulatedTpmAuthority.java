package dev.tutti.device.enclave.tpm.emulator;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.CertificateException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.util.List;

/**
 * The manufacturer of emulated TPMs: a certificate authority in a folder, made with its first TPM. A development policy
 * that trusts its root trusts every TPM made here, and none of another folder.
 */
public final class EmulatedTpmAuthority {
    private final Path folder;

    private EmulatedTpmAuthority(Path folder) {
        this.folder = folder;
    }

    /**
     * The authority that lives in {@code folder}.
     *
     * @throws EmulatedTpmException if the folder cannot be written
     */
    public static EmulatedTpmAuthority in(Path folder) {
        EmulatedTpmAuthority authority =
                new EmulatedTpmAuthority(folder.toAbsolutePath().normalize());
        authority.configure();
        return authority;
    }

    private void configure() {
        // The emulator's own folders belong to root; everything is kept here instead.
        try {
            Files.createDirectories(folder);
            Files.writeString(folder.resolve("authority.conf"), """
                    statedir = %1$s
                    signingkey = %1$s/signkey.pem
                    issuercert = %1$s/issuercert.pem
                    certserial = %1$s/certserial
                    """.formatted(folder));
            Files.writeString(folder.resolve("platform.options"), """
                    --platform-manufacturer Tutti-development
                    --platform-version 1
                    --platform-model emulated
                    """);
            Files.writeString(setupConfiguration(), """
                    create_certs_tool = swtpm_localca
                    create_certs_tool_config = %1$s/authority.conf
                    create_certs_tool_options = %1$s/platform.options
                    active_pcr_banks = sha256
                    """.formatted(folder));
        } catch (IOException e) {
            throw new EmulatedTpmException("expected a folder for the authority that can be written: " + folder, e);
        }
    }

    Path setupConfiguration() {
        return folder.resolve("setup.conf");
    }

    /**
     * The certificates of its root and of the issuer below it, in that order.
     *
     * @throws EmulatedTpmException before the first TPM was made
     */
    public List<X509Certificate> certificates() {
        return List.of(certificate("swtpm-localca-rootca-cert.pem"), certificate("issuercert.pem"));
    }

    private X509Certificate certificate(String file) {
        try (InputStream in = Files.newInputStream(folder.resolve(file))) {
            return (X509Certificate) CertificateFactory.getInstance("X.509").generateCertificate(in);
        } catch (IOException | CertificateException e) {
            throw new EmulatedTpmException("expected the authority's certificate " + file + " in " + folder, e);
        }
    }
}
