package dev.lode.storage.store;

import java.io.IOException;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/// Opens two stores before each test of partitions that move between them.
abstract class OverTwoStores {
    @TempDir Path temp;
    TwoStores both;
    TwoStores.Side one;
    TwoStores.Side two;

    @BeforeEach
    void openBoth() throws IOException {
        use(new TwoStores(temp));
    }

    final void use(TwoStores stores) {
        both = stores;
        one = stores.one;
        two = stores.two;
    }

    @AfterEach
    void closeBoth() throws IOException {
        both.close();
    }
}
