package io.scanloop.laptop;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StateFileTest {
    @TempDir
    Path folder;

    @Test
    void saysWhereTheLaptopIsUntilItIsWithdrawn() {
        var state = new StateFile(folder);

        state.announce("http://127.0.0.1:8080", "http://127.0.0.1:8081");
        assertThat(folder.resolve("laptop.json"))
                .content()
                .contains("\"url\":\"http://127.0.0.1:8080\"")
                .contains("\"evalUrl\":\"http://127.0.0.1:8081\"")
                .contains("\"pid\":" + ProcessHandle.current().pid());

        state.withdraw();
        assertThat(folder).isEmptyDirectory();
    }

    @Test
    void leavesTheAddressOfALaptopThatCameLater() throws Exception {
        var file = folder.resolve("laptop.json");
        Files.writeString(file, "{\"url\":\"http://127.0.0.1:9999\",\"pid\":1}");

        new StateFile(folder).withdraw();

        assertThat(file).exists();
    }
}
