package dev.lode.bench.index;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;

/// How a process of the benchmark is asked: a line `WHAT COUNT`, answered by a line of figures.
final class Requests {
    /// Answers one request.
    interface Answers {
        /// Does what is asked.
        ///
        /// @param what is asked for
        /// @param count how many times
        /// @return figures, `name=value` each, with blanks between
        /// @throws IOException where the disk refuses
        String answer(String what, int count) throws IOException;
    }

    private Requests() {}

    /// Answers until the input ends.
    ///
    /// @param answers does the work
    /// @throws IOException where the disk refuses
    static void serve(Answers answers) throws IOException {
        var in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.US_ASCII));
        System.out.println("ready=1");
        for (String line = in.readLine(); line != null; line = in.readLine()) {
            String[] words = line.split(" ", 2);
            System.out.println(answers.answer(words[0], Integer.parseInt(words[1])));
        }
    }
}
