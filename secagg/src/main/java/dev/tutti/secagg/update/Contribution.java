package dev.tutti.secagg.update;

import dev.tutti.secagg.codec.UploadId;
import dev.tutti.secagg.sign.StatementSigner;
import dev.tutti.secagg.statement.Announcement;
import dev.tutti.secagg.statement.BaseModel;
import dev.tutti.secagg.statement.SignedCredential;
import java.security.SecureRandom;

/** Masks. */
public final class Contribution {
    private Contribution() {}

    public static MaskedUpdate prepare(
            Announcement announcement,
            SignedCredential credential,
            UploadId upload,
            BaseModel base,
            int[] slots,
            StatementSigner signer,
            SecureRandom random) {
        throw new UnsupportedOperationException();
    }
}
